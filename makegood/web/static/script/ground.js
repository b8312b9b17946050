// Nothing of the scripts is needed; pages work without. `makegood.drawn` runs for the page and for every part drawn later.
const makegood = {
  page: document.documentElement.dataset,
  language: document.documentElement.lang,
  // The address of something that the page loads by itself; out of a frame it says so, for the browser does not.
  loaded(path) {
    const framed = document.body.classList.contains("frame");
    return framed ? `${path}${path.includes("?") ? "&" : "?"}in_frame=1` : path;
  },
  drawn(work) {
    work(document);
    document.addEventListener("makegood:drawn", (event) => work(event.target));
  },
  announce(part) {
    part.dispatchEvent(new CustomEvent("makegood:drawn", { bubbles: true }));
  },
};
// A part that was swapped as a whole is no longer in the page; what took its place is.
document.addEventListener("htmx:after:swap", (event) => {
  const part = event.detail?.ctx?.target;
  makegood.announce(part?.isConnected ? part : document.body);
});

// What an address says was done is told once.
{
  const address = new URL(location.href);
  if (address.searchParams.has("done")) {
    address.searchParams.delete("done");
    history.replaceState(history.state, "", address);
  }
}
