/**
 * What lies below the tools in a replay: the votes that count, as small faded dots, and the
 * ways that tools have gone. It is one bitmap, as a chart with an element for each of
 * 20,000 votes would stand still.
 */

const DOT = 2.5; // px: radius of a vote while those of all tools are shown
const DOT_ALONE = 4; // px: radius of a vote of the one tool that is shown
const FADED = 0.3; // opacity of the former
const FADED_ALONE = 0.55; // of the latter
const WAY = 0.5; // opacity of the way of a tool that is not looked at
const RING = 5; // px around the vote of the moment
const TONES = 20; // steps from not ready to ready
const START = 3.5; // px: radius of the mark where a way begins

/** The red, green and blue of "#RRGGBB". */
export const partsOf = (colour) => [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));

/** The fill of a vote at y axis points: the same scale as a tool's, in TONES steps. */
export function toneOf(y, [low, middle, high]) {
  const share = Math.round((Math.min(100, Math.max(0, y)) / 100) * TONES) / TONES;
  const [from, to, part] = share <= 0.5 ? [low, middle, 2 * share] : [middle, high, 2 * share - 1];
  const [a, b] = [partsOf(from), partsOf(to)];
  return `rgb(${a.map((value, index) => Math.round(value + (b[index] - value) * part)).join(" ")})`;
}

/** A bitmap below the marks of `chart` in `host`; draw({dots, isAlone, ring, ways, trail}) takes axis points. */
export function createSpecks(host, chart) {
  const bitmap = document.createElement("canvas");
  bitmap.className = "specks";
  bitmap.setAttribute("aria-hidden", "true");
  host.prepend(bitmap);
  const pen = bitmap.getContext("2d");
  let colours = null;

  function readColours() {
    const style = getComputedStyle(host);
    const [low, middle, high, quiet, ink] = ["not-ready", "half-ready", "ready", "quiet", "ink"].map((name) => style.getPropertyValue(`--${name}`).trim());
    colours = { scale: [low, middle, high], quiet, ink };
  }

  function fit() {
    const { clientWidth: width, clientHeight: height } = host;
    const density = globalThis.devicePixelRatio || 1;
    const isSame = bitmap.width === Math.round(width * density) && bitmap.height === Math.round(height * density);
    if (!isSame) [bitmap.width, bitmap.height] = [Math.round(width * density), Math.round(height * density)];
    pen.setTransform(density, 0, 0, density, 0, 0);
    pen.clearRect(0, 0, width, height);
  }

  function drawTrail(trail, colour, width, opacity) {
    const places = trail.map((place) => chart.pixelOf(...place));
    if (places.length < 2) return;
    Object.assign(pen, { strokeStyle: colour, lineWidth: width, lineJoin: "round", globalAlpha: opacity });
    pen.beginPath();
    for (const place of places) pen.lineTo(...place);
    pen.stroke();
    pen.beginPath();
    pen.arc(...places[0], START, 0, 2 * Math.PI);
    pen.stroke();
  }

  function drawDots(dots, isAlone) {
    const radius = isAlone ? DOT_ALONE : DOT;
    const tones = new Map();
    for (const [x, y] of dots) {
      const tone = toneOf(y, colours.scale);
      if (!tones.has(tone)) tones.set(tone, new Path2D());
      const [px, py] = chart.pixelOf(x, y);
      const path = tones.get(tone);
      path.moveTo(px + radius, py);
      path.arc(px, py, radius, 0, 2 * Math.PI);
    }
    pen.globalAlpha = isAlone ? FADED_ALONE : FADED;
    for (const [tone, path] of tones) {
      pen.fillStyle = tone;
      pen.fill(path);
    }
  }

  return {
    draw({ dots, isAlone, ring, ways, trail }) {
      const frame = chart.frame();
      if (!frame) return;
      if (!colours) readColours();
      fit();
      pen.save();
      pen.beginPath();
      pen.rect(frame.x, frame.y, frame.width, frame.height);
      pen.clip();
      drawDots(dots, isAlone);
      for (const way of ways) drawTrail(way, colours.quiet, 1, WAY);
      drawTrail(trail, colours.ink, 1.75, 1);
      if (ring) {
        pen.globalAlpha = 1;
        pen.strokeStyle = colours.ink;
        pen.lineWidth = 1.5;
        pen.beginPath();
        pen.arc(...chart.pixelOf(...ring), RING, 0, 2 * Math.PI);
        pen.stroke();
      }
      pen.restore();
    },
    /** Take over the colours of another theme at the next drawing. */
    recolour: () => (colours = null),
  };
}
