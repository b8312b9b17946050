// Scanning where the browser can read barcodes, and steppers for one hand. Without it the numbers are typed.
(() => {
  for (const box of document.querySelectorAll("[data-stepper]")) {
    const input = box.querySelector("input");
    const step = (sign, by) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = sign;
      button.setAttribute("aria-label", `${sign} ${input.labels[0]?.textContent.trim().split("\n")[0] ?? ""}`);
      button.addEventListener("click", () => {
        input.value = Math.min(Number(input.max), Math.max(0, Number(input.value) + by));
        input.dispatchEvent(new Event("input", { bubbles: true }));
      });
      return button;
    };
    box.prepend(step("−", -1));
    box.append(step("+", 1));
  }

  const scanner = document.getElementById("scanner");
  if (!scanner || !("BarcodeDetector" in window) || !navigator.mediaDevices) return;
  const video = scanner.querySelector("video"), told = scanner.querySelector("[role=status]");
  const form = document.getElementById("find"), number = document.getElementById("number");
  let stream = null;
  const stop = () => { stream?.getTracks().forEach((track) => track.stop()); stream = null; video.hidden = true; };
  const read = async (detector) => {
    if (!stream) return;
    const [found] = await detector.detect(video).catch(() => []);
    if (!found?.rawValue) return setTimeout(() => read(detector), 150);
    stop();
    navigator.vibrate?.(60);
    number.value = found.rawValue;
    form.requestSubmit();
  };
  scanner.hidden = false;
  scanner.querySelector("[data-scan]").addEventListener("click", async () => {
    if (stream) return stop();
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      video.srcObject = stream;
      video.hidden = false;
      await video.play();
      told.textContent = scanner.dataset.words;
      read(new BarcodeDetector());
    } catch {
      stop();
      told.textContent = scanner.dataset.failed;
    }
  });
  addEventListener("pagehide", stop);
})();
