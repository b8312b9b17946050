// The file at the desk: told when the case changes under one's hands; fields that do not go with the decision step back.
(() => {
  const article = document.querySelector("[data-desk]");
  if (article && "EventSource" in window) {
    const version = Number(article.dataset.version), source = new EventSource(`${article.dataset.desk}/live`);
    source.addEventListener("version", (event) => {
      if (Number(event.data) <= version) return;
      article.querySelector("[data-desk-changed]").hidden = false;
      source.close();
    });
    addEventListener("pagehide", () => source.close());
  }

  const form = document.querySelector("[data-ruling]");
  if (!form) return;
  const fit = () => {
    const favour = form.querySelector("[name=favour]:checked")?.value;
    for (const part of form.querySelectorAll("[data-for]")) part.hidden = Boolean(favour) && !part.dataset.for.split(" ").includes(favour);
  };
  form.addEventListener("change", fit);
  // What was looked at is no longer what stands in the form: look again before deciding.
  form.addEventListener("input", () => {
    const decide = form.querySelector("button[name=seen]:not([value=''])");
    if (decide) decide.disabled = true;
  });
  fit();
})();
