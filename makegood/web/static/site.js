// Nothing here is needed: clocks that count down, times in the reader's zone, and news of a case that stays open.
(() => {
  const page = document.documentElement.dataset;
  const ahead = Date.parse(page.now) - Date.now();
  const language = document.documentElement.lang;
  const fill = (words, gaps) => words.replace(/{(\w+)}/g, (_, name) => gaps[name]);

  const leftText = (ms) => {
    const minutes = Math.floor(ms / 60000), hours = Math.floor(minutes / 60);
    if (ms <= 0) return page.due;
    if (hours >= 24) return fill(page.days, { days: Math.floor(hours / 24), hours: hours % 24 });
    if (hours) return fill(page.hours, { hours, minutes: minutes % 60 });
    return fill(page.minutes, { minutes: Math.max(minutes, 1) });
  };

  const tick = () => {
    const now = Date.now() + ahead;
    for (const one of document.querySelectorAll("[data-due][data-start]")) {
      const due = Date.parse(one.dataset.due), start = Date.parse(one.dataset.start);
      const text = leftText(due - now);
      if (one.textContent !== text) one.textContent = text;
      const bar = one.closest(".ball-clock, .row-side")?.querySelector("progress");
      if (bar && due > start) bar.value = Math.min(100, Math.max(0, ((now - start) * 100) / (due - start)));
    }
  };

  for (const time of document.querySelectorAll("time[datetime]")) {
    const at = new Date(time.getAttribute("datetime"));
    time.title = time.textContent;
    time.textContent = new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, {
      weekday: "short", year: at.getFullYear() === new Date(Date.now() + ahead).getFullYear() ? undefined : "numeric",
      month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", hour12: false,
    }).format(at);
  }

  const address = new URL(location.href);
  if (address.searchParams.has("done")) {
    address.searchParams.delete("done");
    history.replaceState(history.state, "", address);
  }

  const fitReasons = (form) => {
    const type = form.elements.type.value;
    for (const option of form.querySelectorAll("option[data-only-for]")) {
      option.disabled = option.hidden = type !== "" && option.dataset.onlyFor !== type;
      if (option.disabled && option.selected) option.parentElement.value = "";
    }
  };
  for (const form of document.querySelectorAll("form:has(option[data-only-for])")) {
    form.addEventListener("change", () => fitReasons(form));
    fitReasons(form);
  }

  const asked = document.querySelector("form[data-eligibility]");
  let looks = 0;
  const written = {};
  const lookAgain = async () => {
    const mine = ++looks;
    asked.classList.add("looking");
    const answer = await fetch(asked.dataset.eligibility, { method: "POST", body: new URLSearchParams(new FormData(asked)) }).catch(() => null);
    const text = answer ? await answer.text() : null;
    if (mine !== looks) return;
    asked.classList.remove("looking");
    if (text === null) return;
    const page = new DOMParser().parseFromString(text, "text/html"), told = page.querySelector(".notice.bad");
    for (const name of ["note", "amount", "refund_to"]) if (asked.elements[name]) written[name] = asked.elements[name].value;
    if (told) document.getElementById("second-step").replaceChildren(told);
    else showProspects(page);
    for (const name in written) if (asked.elements[name]) asked.elements[name].value = written[name];
    tidyRequest();
  };
  const showProspects = (page) => {
    const active = document.activeElement, step = document.getElementById("second-step");
    const focus = active?.name ? `[name="${CSS.escape(active.name)}"]${active.type === "radio" ? `[value="${CSS.escape(active.value)}"]` : ""}` : "";
    const whole = !document.getElementById("prospects") || !page.getElementById("case-note") !== !document.getElementById("case-note");
    const old = whole ? step : document.getElementById("prospects"), fresh = page.getElementById(old.id);
    if (!fresh) return;
    const open = [...old.querySelectorAll("details")].map((one) => one.open);
    old.replaceWith(fresh);
    if (!whole) [...fresh.querySelectorAll("details")].forEach((one, at) => { one.open ||= Boolean(open[at]); });
    if (focus) asked.querySelector(focus)?.focus();
  };
  const tidyRequest = () => {
    const shown = Boolean(document.getElementById("prospects"));
    for (const one of asked.querySelectorAll(".again")) one.hidden = true;
    for (const one of asked.querySelectorAll(".first-step")) one.hidden = shown;
  };
  if (asked) {
    const isReady = () => asked.elements.reason.value && [...asked.querySelectorAll('[name^="quantity_"]')].some((one) => Number(one.value) > 0);
    asked.addEventListener("change", (event) => {
      if (isReady() && event.target.matches('[name^="quantity_"], [name="reason"], [name^="fact_"]')) lookAgain();
    });
    tidyRequest();
  }

  document.addEventListener("input", (event) => {
    if (event.target.form) event.target.form.dataset.touched = "1";
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "1";
  });
  addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });

  const watched = document.querySelector("[data-watch]");
  const look = async () => {
    if (document.hidden) return;
    const answer = await fetch(watched.dataset.watch, { headers: { "If-None-Match": watched.dataset.etag } }).catch(() => null);
    if (!answer || answer.status !== 200 || answer.headers.get("ETag") === watched.dataset.etag) return;
    const busy = document.querySelector(".operation[open], form[data-sent], form[data-touched]");
    if (busy) document.getElementById("changed").hidden = false;
    else location.replace(watched.dataset.here);
  };
  if (watched) setInterval(look, 4000);
  setInterval(tick, 1000);
  tick();
})();
