// Forms: sent once, remembered as touched, and the names of the files that were chosen.
(() => {
  document.addEventListener("input", (event) => {
    if (event.target.form) event.target.form.dataset.touched = "1";
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method === "dialog") return;
    if (form.dataset.sent) return event.preventDefault();
    if (form.method === "post") form.dataset.sent = "1";
  });
  addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });

  const named = (input) => {
    const names = [...input.files].map((file) => {
      const line = document.createElement("li");
      line.textContent = file.name;
      line.className = "chip";
      return line;
    });
    input.closest(".upload")?.querySelector(".upload-names")?.replaceChildren(...names);
  };
  document.addEventListener("change", (event) => {
    if (event.target.matches?.("input[data-upload]")) named(event.target);
  });
  for (const [kind, over] of [["dragover", true], ["dragleave", false], ["drop", false]]) {
    document.addEventListener(kind, (event) => {
      const box = event.target.closest?.(".upload"), input = box?.querySelector("input[data-upload]");
      if (!input) return;
      event.preventDefault();
      box.classList.toggle("over", over);
      if (kind === "drop" && event.dataTransfer.files.length) {
        input.files = event.dataTransfer.files;
        input.dispatchEvent(new Event("change", { bubbles: true }));
      }
    });
  }
})();
