// A case that stays open: told of a change, it draws its panels anew, but never under somebody's hands.
(() => {
  const article = document.querySelector("[data-live]");
  if (!article) return;
  let version = Number(article.dataset.etag.replace(/\D/g, "")), source = null, polling = 0, drawing = false;

  const isBusy = (part) =>
    part.querySelector("form[data-touched], form[data-sent], .operation[open]") !== null ||
    (part.contains(document.activeElement) && document.activeElement.matches("input, textarea, select"));
  const said = (part) => part.textContent.replace(/\s+/g, " ");

  const exchange = (old, fresh) => {
    const open = [...old.querySelectorAll("details")].map((one) => one.open);
    [...fresh.querySelectorAll("details")].forEach((one, at) => { one.open ||= Boolean(open[at]); });
    if (said(old) !== said(fresh)) fresh.classList.add("fresh");
    old.replaceWith(fresh);
    makegood.announce(fresh);
  };
  // Of a panel that somebody is typing in, only its parts without forms are exchanged (data-part, with an id).
  const update = (old, fresh) => {
    if (!isBusy(old)) return exchange(old, fresh), true;
    for (const part of old.querySelectorAll("[data-part]")) {
      const newer = fresh.querySelector(`#${CSS.escape(part.id)}`);
      if (newer && !isBusy(part)) exchange(part, newer);
    }
    return old.querySelector("[data-part]") !== null && !old.querySelector(".operation[open]");
  };

  const draw = (page) => {
    const title = page.querySelector(".case-title");
    let whole = true;
    article.querySelector(".case-title").replaceWith(title);
    // Where each panel stands is noted first, for they leave their page one after the other.
    const standing = [...page.querySelectorAll(".panel")].map((fresh) => [fresh, fresh.previousElementSibling?.id, fresh.parentElement.className]);
    for (const [fresh, before, place] of standing) {
      const old = document.getElementById(fresh.id), neighbour = before && document.getElementById(before);
      if (old) {
        whole = update(old, fresh) && whole;
        continue;
      }
      neighbour ? neighbour.after(fresh) : article.querySelector(`.${place}`).prepend(fresh);
      fresh.classList.add("fresh");
      makegood.announce(fresh);
    }
    return whole;
  };
  const clear = (names) => {
    for (const panel of article.querySelectorAll(".panel")) if (!names.has(panel.id) && !isBusy(panel)) panel.remove();
  };

  const refresh = async () => {
    if (drawing) return;
    drawing = true;
    const answer = await fetch(makegood.loaded(`${article.dataset.live}/panels`)).catch(() => null);
    drawing = false;
    if (!answer?.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const columns = page.querySelector(".case-columns"), names = new Set([...page.querySelectorAll(".panel")].map((one) => one.id));
    version = Number(columns.dataset.version);
    document.title = columns.dataset.title;
    document.getElementById("news").textContent = columns.dataset.headline;
    document.getElementById("changed").hidden = draw(page);
    clear(names);
  };

  const poll = async () => {
    if (document.hidden) return;
    const answer = await fetch(makegood.loaded(`${article.dataset.live}/version`), { headers: { "If-None-Match": `"v${version}"` } }).catch(() => null);
    if (answer?.status === 200) refresh();
  };
  const stop = () => { source?.close(); source = null; };
  const listen = () => {
    if (source || document.hidden || polling) return;
    source = new EventSource(makegood.loaded(`${article.dataset.live}/live`));
    source.addEventListener("version", (event) => { if (Number(event.data) > version) refresh(); });
    source.addEventListener("error", () => {
      if (source?.readyState === EventSource.CLOSED) { stop(); polling = setInterval(poll, 5000); }
    });
  };
  document.addEventListener("visibilitychange", () => (document.hidden ? stop() : listen()));
  addEventListener("pagehide", stop);
  addEventListener("pageshow", listen);
  listen();
})();
