// The request: reasons that fit the remedy, and what is asked, looked up again as answers are given.
(() => {
  const fitReasons = (form) => {
    const type = form.elements.type.value;
    for (const option of form.querySelectorAll("option[data-only-for]")) {
      option.disabled = option.hidden = type !== "" && !option.dataset.onlyFor.split(" ").includes(type);
      if (option.disabled && option.selected) option.parentElement.value = "";
    }
  };
  for (const form of document.querySelectorAll("form:has(option[data-only-for])")) {
    form.addEventListener("change", () => fitReasons(form));
    fitReasons(form);
  }

  // What is asked follows what is answered: the same step, fetched with the answers given so far.
  const asked = document.querySelector("form[data-asking]");
  let looks = 0;
  const lookAgain = async () => {
    const mine = ++looks, told = new URLSearchParams();
    for (const [name, value] of new FormData(asked)) if (typeof value === "string" && name !== "note") told.set(name, value);
    told.set("step", "tell");
    const answer = await fetch(makegood.loaded(`${asked.dataset.asking}?${told}`)).catch(() => null);
    if (!answer || !answer.ok || mine !== looks) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("asked-now");
    const old = document.getElementById("asked-now"), active = document.activeElement;
    if (!fresh || !old || mine !== looks) return;
    const open = [...old.querySelectorAll("details")].map((one) => one.open);
    const focus = old.contains(active) && active.name ? `[name="${CSS.escape(active.name)}"]${active.type === "radio" ? `[value="${CSS.escape(active.value)}"]` : ""}` : "";
    old.replaceWith(fresh);
    [...fresh.querySelectorAll("details")].forEach((one, at) => { one.open ||= Boolean(open[at]); });
    if (focus) asked.querySelector(focus)?.focus();
  };
  asked?.addEventListener("change", (event) => {
    if (event.target.name?.startsWith("fact_")) lookAgain();
    if (event.target.type === "file" && event.target.files.length) asked.requestSubmit(asked.querySelector(".adds"));
  });
})();
