// Keys: rows with j and k, places with g and a letter, the search with /, what there is with ?. They can be turned off.
(() => {
  const KEPT = "makegood.keys", ROWS = ".rows > .row, tr[data-href], [data-row]";
  const dialog = document.getElementById("keys"), choice = dialog?.querySelector("[data-keys]");
  let waiting = 0;
  const isOn = () => { try { return localStorage.getItem(KEPT) !== "off"; } catch { return true; } };
  if (choice) {
    choice.checked = isOn();
    choice.addEventListener("change", () => { try { localStorage.setItem(KEPT, choice.checked ? "on" : "off"); } catch { /* kept for this page only */ } });
  }

  const rows = () => [...document.querySelectorAll(ROWS)].filter((row) => row.offsetParent !== null);
  const current = () => document.querySelector(".at-key");
  const stand = (row) => {
    current()?.classList.remove("at-key");
    row.classList.add("at-key");
    (row.querySelector("a") ?? row).focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  };
  const step = (by) => {
    const all = rows(), at = all.indexOf(current());
    const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + by))];
    if (next) stand(next);
    return Boolean(next);
  };
  const pressed = (name) => {
    const found = current()?.querySelector(`[data-press="${name}"]`) ?? document.querySelector(`[data-press="${name}"]`);
    found?.click();
    return Boolean(found);
  };
  const acts = {
    j: () => step(1),
    k: () => step(-1),
    x: () => { const box = current()?.querySelector("input[type=checkbox]"); box?.click(); return Boolean(box); },
    "/": () => { const search = document.querySelector("[data-search]"); search?.focus(); search?.select(); return Boolean(search); },
    "?": () => { dialog?.showModal(); return Boolean(dialog); },
    g: () => { waiting = Date.now(); return true; },
    Enter: () => { const row = current(); if (!row?.dataset.href || document.activeElement.matches("a, button")) return false; location.assign(row.dataset.href); return true; },
  };

  document.addEventListener("keydown", (event) => {
    const at = event.target;
    if (at.matches?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]")) {
      if (event.key === "Escape") at.blur();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !isOn() || document.querySelector("dialog[open]")) return;
    const name = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (Date.now() - waiting < 1500 && /^[a-z]$/.test(name)) {
      waiting = 0;
      const place = document.querySelector(`a[data-key="${name}"]`);
      if (place) { event.preventDefault(); place.click(); }
      return;
    }
    const act = acts[name] ?? (/^[a-z]$/.test(name) ? () => pressed(name) : null);
    if (act?.()) event.preventDefault();
  });
})();
