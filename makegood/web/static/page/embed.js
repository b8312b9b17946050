// For a shop's page: <div data-makegood-order="MG-1" data-token="…"></div> becomes a frame with that order, as tall as it is.
(() => {
  const home = new URL(document.currentScript.src).origin;
  const frames = new Map();
  for (const place of document.querySelectorAll("[data-makegood-order]")) {
    const { makegoodOrder: order, token, language = "" } = place.dataset, frame = document.createElement("iframe");
    frame.src = `${home}/embed/orders/${encodeURIComponent(order)}?token=${encodeURIComponent(token)}${language && `&lang=${language}`}`;
    frame.title = place.dataset.title || order;
    frame.referrerPolicy = "origin";
    frame.style.cssText = "display:block;width:100%;height:480px;border:0";
    place.replaceChildren(frame);
    frames.set(frame.contentWindow, frame);
  }
  addEventListener("message", ({ origin, source, data }) => {
    const frame = frames.get(source), height = Number(data?.makegood?.height);
    if (frame && origin === home && height > 0) frame.style.height = `${Math.min(height, 20000)}px`;
  });
})();
