/**
 * The bar on which one moves through a replay: a slider over bars of how many votes came in,
 * with rounds, pauses and times marked. Places along it are shares of the replay's own time.
 */

import { clamp } from "./geometry.js";
import { el } from "./panel.js";
import { barsOf, clockWords, countUpTo, dayWords, lengthWords, minuteWords } from "./replay.js";

const BAR = 7; // px from bar to bar
const BARS = [30, 240]; // at least and at most
const LEAST = 0.05; // of the height: a bar with a single vote
const LETTER = 6.6; // px that a letter of a time takes, about
const GAP = 12; // px between two times
const SECONDS_BELOW = 120_000; // ms from the first vote to the last below which times have seconds
const SPACE = "http://www.w3.org/2000/svg";

/** The outline of bars from the ground up, in a box of `bars.length` by 1. */
export function outline(bars) {
  const most = Math.max(1, ...bars);
  const high = (votes) => (1 - Math.max(LEAST, votes / most)).toFixed(3);
  return bars.map((votes, index) => (votes ? `M${index + 0.1} 1V${high(votes)}h.8V1z` : "")).join("");
}

/**
 * The times to write below a bar so many px wide: the first and the last, and where time goes on after a
 * pause, as far as they have room. [{left, text}], left in px.
 */
export function timeLabels({ at, length, pauses }, moments, start, width) {
  const clock = moments.at.at(-1) - moments.at[0] < SECONDS_BELOW ? clockWords : minuteWords;
  const afterPauses = pauses.map(({ until }) => countUpTo(at.length, (index) => at[index], until - 1));
  const shown = [...new Set([1, ...afterPauses, at.length - 1])].map((moment) => {
    const real = start + moments.at[moment - 1];
    return { at: (at[moment] / length) * width, day: dayWords(real), clock: clock(real) };
  });
  const labels = [];
  const place = (label, text) => {
    const size = text.length * LETTER;
    const left = clamp(label.at - size / 2, 0, width - size);
    if (labels.every((other) => left > other.left + other.size + GAP || left + size + GAP < other.left)) labels.push({ left, size, text });
  };
  const withDay = (label, index) => (index && shown[index - 1].day === label.day ? label.clock : `${label.day}, ${label.clock}`);
  for (const index of new Set([0, shown.length - 1, ...shown.keys()])) place(shown[index], withDay(shown[index], index));
  return labels;
}

function createPicture(name) {
  const picture = document.createElementNS(SPACE, "svg");
  picture.setAttribute("class", name);
  picture.setAttribute("preserveAspectRatio", "none");
  picture.setAttribute("aria-hidden", "true");
  picture.append(document.createElementNS(SPACE, "path"));
  return picture;
}

function labelOf({ left, text }) {
  const label = el("span", {}, text);
  label.style.insetInlineStart = `${left}px`;
  return label;
}

/** The bar. It tells onSeek(time), onStep(±1), onLeap(±1), onEnd(isLast); `show` and `move` place it. */
export function createTrack({ layout, moments, start, rounds, onSeek, onStep, onLeap, onEnd }) {
  const { length } = layout;
  const slider = el("input", { type: "range", min: 0, max: length || 1, step: "any", value: 0, "aria-label": "Time of the replay", oninput: () => onSeek(Number(slider.value)), onkeydown: key });
  const [coming, gone] = ["coming", "gone"].map(createPicture);
  const at = (time) => `${((time / length) * 100).toFixed(3)}%`;
  const mark = (name, from, until, attributes, ...children) => {
    const node = el("div", { class: name, ...attributes }, ...children);
    node.style.insetInlineStart = at(from);
    if (until !== null) node.style.inlineSize = at(until - from);
    return node;
  };
  const marks = length ? rounds.map(({ name, from, until }) => mark("span-of-round", from, until, { title: `Round ${name}` }, el("span", {}, name))) : [];
  const pauses = layout.pauses.map(({ from, until, took }) => mark("pause", from, until, { title: `Pause of ${lengthWords(took)}, cut short` }));
  const times = el("div", { class: "times", "aria-hidden": "true" });
  const bars = el("div", { class: "bars" }, el("div", { class: "pauses" }, ...pauses), coming, gone, slider);
  const element = el("div", { class: "track" }, el("div", { class: "rounds", "aria-hidden": "true", hidden: !marks.length }, ...marks), bars, times);

  function key(event) {
    const calls = {
      ArrowRight: () => onStep(1),
      ArrowUp: () => onStep(1),
      ArrowLeft: () => onStep(-1),
      ArrowDown: () => onStep(-1),
      PageUp: () => onLeap(1),
      PageDown: () => onLeap(-1),
      Home: () => onEnd(false),
      End: () => onEnd(true),
    };
    if (!calls[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    calls[event.key]();
  }

  function measure() {
    const width = coming.getBoundingClientRect().width;
    if (!width || !length) return;
    const count = Math.round(clamp(width / BAR, ...BARS));
    const path = outline(barsOf(layout, moments.votes, count));
    for (const picture of [coming, gone]) {
      picture.setAttribute("viewBox", `0 0 ${count} 1`);
      picture.firstChild.setAttribute("d", path);
    }
    times.replaceChildren(...timeLabels(layout, moments, start, width).map(labelOf));
  }

  function move(time) {
    slider.value = time;
    gone.style.clipPath = `inset(0 ${(100 - (time / length) * 100).toFixed(2)}% 0 0)`;
  }

  const watching = new ResizeObserver(measure);
  watching.observe(coming);

  return {
    element,
    move,
    show(time, words) {
      move(time);
      slider.setAttribute("aria-valuetext", words);
    },
    destroy: () => watching.disconnect(),
  };
}
