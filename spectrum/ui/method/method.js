// A link to a measure arrives before the formulas above it have their height. This keeps its target at the top
// until the page has settled, or until the reader moves.

const SETTLED = 5000; // ms from the page's start

function keepInView() {
  const name = decodeURIComponent(window.location.hash.slice(1));
  const page = document.querySelector(".st-key-method");
  if (!name || !page) return;

  const watch = new ResizeObserver(() => document.getElementById(name)?.scrollIntoView({ block: "start" }));
  const stop = () => watch.disconnect();
  for (const move of ["wheel", "touchmove", "keydown", "mousedown"]) {
    window.addEventListener(move, stop, { once: true, passive: true });
  }
  setTimeout(stop, SETTLED);
  watch.observe(page);
}

keepInView();
