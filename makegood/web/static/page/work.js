// The queue: how many rows are chosen; a key without a choice means the row it stands on.
(() => {
  const form = document.querySelector("form[data-batch]");
  if (!form) return;
  const boxes = () => [...form.querySelectorAll('input[name="case"]')];
  const told = form.querySelector("[data-chosen]");
  const count = () => {
    const chosen = boxes().filter((box) => box.checked).length;
    told.textContent = chosen;
    told.hidden = chosen === 0;
    form.classList.toggle("chosen", chosen > 0);
  };
  form.addEventListener("change", count);
  addEventListener("pageshow", count);
  form.addEventListener("click", (event) => {
    if (!event.target.closest("[data-batch-button]") || boxes().some((box) => box.checked)) return;
    const box = form.querySelector(".at-key input[name=case], tr.open-beside input[name=case]");
    if (box) box.checked = true;
  }, true);

  // The file comes beside the list in place; the address says which it is.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[hx-get]");
    if (!link || !window.htmx || event.ctrlKey || event.metaKey || event.shiftKey) return;
    for (const row of form.querySelectorAll("tr.open-beside")) row.classList.remove("open-beside");
    link.closest("tr")?.classList.add("open-beside");
    document.querySelector(".queue")?.classList.add("with-file");
    history.replaceState(history.state, "", link.getAttribute("href").split("#")[0]);
  });
})();
