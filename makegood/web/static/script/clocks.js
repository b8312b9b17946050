// Clocks that count down; and the server is told the reader's zone, in which it writes all times from the next page on.
(() => {
  const { page, language } = makegood;
  const ahead = Date.parse(page.now) - Date.now();
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

  // Only a page that was written in another zone is rewritten, as the server would have written it.
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const isElsewhere = Boolean(own) && own !== page.zone;
  const inWords = new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, {
    weekday: "short", year: "numeric", month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  });
  const momentText = (at, withYear) => {
    const { weekday, year, month, day, hour, minute } = Object.fromEntries(inWords.formatToParts(at).map((one) => [one.type, one.value]));
    if (language === "en") return `${weekday} ${day} ${month}${withYear ? ` ${year}` : ""}, ${hour}:${minute}`;
    return `${withYear ? `${year}年` : ""}${month.replace("月", "")}月${day}日 ${weekday} ${hour}:${minute}`;
  };
  const rewrite = (part) => {
    for (const time of part.querySelectorAll("time[datetime]:not([title])")) {
      time.title = time.textContent;
      time.textContent = momentText(new Date(time.getAttribute("datetime")), /\d{4}/.test(time.title));
    }
  };
  if (isElsewhere) {
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `makegood_zone=${own}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
  }

  makegood.drawn((part) => {
    if (isElsewhere) rewrite(part);
    tick();
  });
  setInterval(tick, 1000);
})();
