// In a frame of a shop's page: tells that page, and only those that may show us, how tall this one is.
(() => {
  const allowed = document.currentScript.dataset.framedBy.split(" ");
  const above = location.ancestorOrigins?.[0];
  const tell = () => {
    const height = Math.ceil(document.documentElement.getBoundingClientRect().height);
    for (const origin of above ? allowed.filter((one) => one === above) : allowed) parent.postMessage({ makegood: { height } }, origin);
  };
  if (parent !== window) new ResizeObserver(tell).observe(document.documentElement);
})();
