// Dialogs and panels at the side open in place; menus close when somebody presses elsewhere; a link opens what it leads to.
(() => {
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
    const led = event.target.closest?.("a[href^='#']");
    const place = led && document.getElementById(led.hash.slice(1));
    if (place?.localName === "details") place.open = true;
    const opener = event.target.closest?.("[data-opens]");
    const dialog = opener && document.getElementById(opener.dataset.opens);
    const isPlain = !event.ctrlKey && !event.metaKey && !event.shiftKey;
    // What is fetched into the panel needs the library; without it the link leads to its page.
    if (dialog && isPlain && (window.htmx || !opener.hasAttribute("hx-get"))) {
      event.preventDefault();
      if (!dialog.open) dialog.showModal();
    }
    if (event.target.matches?.("dialog[open]") && event.detail) event.target.close();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
})();
