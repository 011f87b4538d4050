/**
 * The player of recorded votes: the chart as it stood, and below it what moves through time.
 * What is shown follows from one number, the time of the replay; nothing is kept per vote.
 */

import { createChart, shortened } from "./chart.js";
import { axisNumber } from "./geometry.js";
import { button, el, setText } from "./panel.js";
import {
  busiestMinute,
  clockWords,
  dayWords,
  grouped,
  layTime,
  momentAt,
  nthWords,
  pauseWords,
  playedBetween,
  readReplay,
  roundAt,
  roundSpans,
  standAt,
  timeOf,
  trailOf,
  votesAt,
} from "./replay.js";
import { createSpecks } from "./specks.js";
import { createTrack } from "./track.js";

const SPEEDS = [[30, "Whole in 30 s"], [60, "Whole in 1 min"], [120, "Whole in 2 min"]]; // seconds
const REDRAW = 100; // ms from one picture to the next while it plays: dots glide between
const REDRAW_STILL = 500; // ms, where motion is not wanted
const REDRAW_SHARE = 0.25; // of the time, at most, that drawing may take while it plays
const SPLASHES = 12; // votes that flash per picture, at most
const FRAME_MOST = 250; // ms that one frame moves on at most, as after a sleep
const LEAP = 0.1; // of all moments: PageUp, PageDown
const NAME_MOST = 34; // characters
const MIDDLE = 50; // axis points: the y of what has none
const OPTION_MOST = 40; // characters
const [ALL, NONE] = ["", "none"];
const PLAY = "M4 2.5v11l9-5.5z";
const PAUSED = "M3.5 2.5h3v11h-3zM9.5 2.5h3v11h-3z";
const SPACE = "http://www.w3.org/2000/svg";

/**
 * Show a replay in `root`. `data`: what replay.js reads, with axes, theme, key (another one means another
 * replay) and select, the id of the tool that is looked at. `onTool(id | null)` is told when it changes.
 * Returns {update(data), destroy()}.
 */
export function mountPlayer(root, data, { onTool }) {
  let player = null;
  let shown = null;
  const update = (next) => {
    root.dataset.mode = "replay";
    root.dataset.theme = next.theme;
    if (shown?.key === next.key) player.restyle();
    else {
      const kept = player?.realTime();
      player?.destroy();
      player = createPlayer(root, next, onTool, kept);
    }
    const isAsked = next.select !== shown?.select && next.select !== player.selected();
    if (isAsked) player.choose(next.select, { isAsked });
    shown = next;
  };
  update(data);
  return { update, destroy: () => player.destroy() };
}

function createPlayer(root, data, onTool, realTime) {
  const replay = readReplay(data);
  const layout = layTime(data.moments.at);
  const { last } = replay;
  const isPlayable = last > 0;
  const timed = data.moments.votes.at(-1) ?? 0;
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  let time = realTime === undefined || realTime === null ? 0 : timeOf(layout, data.moments.at, realTime - data.start);
  let moment = momentAt(layout, time);
  let speed = SPEEDS[0][0];
  let looked = ALL; // the tool whose votes are shown, or ALL or NONE
  let playing = null; // the frame that is asked for
  let before = 0; // when the last frame came
  let drawn = -Infinity; // when the last picture was made
  let rest = 0; // ms from that picture to the next
  let drawnMoment = moment;

  /* --- parts --- */

  const chartHost = el("div", { class: "chart" });
  const [day, clock, nth, said] = ["day", "clock", "nth", "said"].map((name) => el("span", { class: name }));
  const icon = document.createElementNS(SPACE, "svg");
  const shape = icon.appendChild(document.createElementNS(SPACE, "path"));
  icon.setAttribute("viewBox", "0 0 16 16");
  icon.setAttribute("aria-hidden", "true");
  const playWord = el("span");
  const play = button("", () => (playing ? pause() : start()), { class: "primary play" });
  play.append(icon, playWord);
  const unit = data.sums ? "step" : "vote";
  const back = button("‹", () => step(-1), { class: "step", "aria-label": `Previous ${unit}`, title: `Previous ${unit}` });
  const on = button("›", () => step(1), { class: "step", "aria-label": `Next ${unit}`, title: `Next ${unit}` });
  const pace = el("select", { "aria-label": "Speed", onchange: () => (speed = Number(pace.value)) }, ...SPEEDS.map(([value, text]) => el("option", { value }, text)));
  const choice = el("select", { "aria-label": "Votes shown", onchange: () => choose(choice.value) });
  choice.append(el("option", { value: ALL }, "Votes on all tools"), el("option", { value: NONE }, "No votes, tools only"));
  for (const { id, number, name } of data.tools) choice.append(el("option", { value: id }, shortened(`${number} · ${name}`, OPTION_MOST)));
  const live = el("p", { class: "unseen", role: "status" });
  const track = createTrack({
    layout,
    moments: data.moments,
    start: data.start,
    rounds: roundSpans(layout, data),
    onSeek: (next) => seek(next),
    onStep: (by) => step(by),
    onLeap: (by) => goTo(moment + by * Math.max(1, Math.round(last * LEAP))),
    onEnd: (isLast) => goTo(isLast ? last : 0),
  });
  const note = el("p", { class: "note-line" }, noteWords());
  const now = el("div", { class: "now" }, el("div", { class: "when" }, day, clock, nth), said);
  const keys = el("div", { class: "keys", role: "group", "aria-label": "Replay" }, play, back, on, now, pace, choice);
  const past = button("Past the chart", () => (isPlayable ? play : choice).focus(), { class: "past" });
  root.replaceChildren(el("div", { class: isPlayable ? "replay" : "replay is-still" }, past, chartHost, keys, track.element, note, live));
  for (const part of [play, back, on, now, pace, track.element]) part.hidden = !isPlayable;

  const chart = createChart(chartHost, {
    onSelect: (id) => choose(id ?? ALL),
    onDraft() {},
    onTap() {},
    onConfirm() {},
    onCancel() {},
    onSettle: () => specks?.draw(layers()),
  });
  const specks = createSpecks(chartHost, chart);

  function noteWords() {
    const parts = ["Small dots: the votes that count. Lines: the way of each tool from its start."];
    if (isPlayable) parts.push(`Busiest minute: ${grouped(busiestMinute(data.moments.at, data.moments.votes))} votes.`, pauseWords(layout.pauses));
    if (data.sums) parts.push(`${grouped(data.total)} votes are too many to send one by one: tools move in ${grouped(last)} steps, and ${grouped(data.votes.tool.length)} votes stand for all.`);
    return parts.filter(Boolean).join(" ");
  }

  /* --- what is shown --- */

  const placeOf = (id) => data.tools.findIndex((tool) => tool.id === id);
  const selected = () => (looked === ALL || looked === NONE ? null : looked);

  function viewNow() {
    const tools = data.tools.map(({ id, number, name }, place) => ({ id, number, name, ...standAt(replay, place, moment), mine: null, dimmed: false }));
    return { axes: data.axes, dimension: 2, mode: "replay", votingOpen: false, hidden: false, draft: null, selected: selected(), tools };
  }

  function placeOfVote(row) {
    const { x, y, tool } = data.votes;
    return [x[row], y[row] ?? standAt(replay, tool[row], moment).y ?? MIDDLE];
  }

  /** What lies below the tools now. */
  function layers() {
    const place = selected() === null ? null : placeOf(selected());
    const rows = looked === NONE ? [] : votesAt(replay, moment, place);
    const row = playing ? null : voteNow();
    const isRinged = rows.length && row !== null && data.votes.x[row] !== null && (place ?? data.votes.tool[row]) === data.votes.tool[row];
    return {
      dots: rows.map(placeOfVote),
      isAlone: place !== null,
      ring: isRinged ? placeOfVote(row) : null,
      ways: place === null ? data.tools.map((_, index) => wayOf(index)) : [],
      trail: place === null ? [] : trailOf(replay, place, moment),
    };
  }

  /** The straight way of a tool from its start to where it stands. */
  function wayOf(place) {
    const ends = [standAt(replay, place, 0), standAt(replay, place, moment)];
    return ends.every(({ x, y }) => x !== null && y !== null) ? ends.map(({ x, y }) => [x, y]) : [];
  }

  /** The row of the one vote of this moment; null where there is none or more than one. */
  function voteNow() {
    if (data.sums || !moment) return null;
    return data.votes.moment.length - last + moment - 1;
  }

  function draw() {
    const began = performance.now();
    chart.update(viewNow());
    drawn = performance.now();
    rest = Math.max(still.matches ? REDRAW_STILL : REDRAW, (drawn - began) / REDRAW_SHARE);
    drawnMoment = moment;
    tell();
  }

  function tell() {
    const at = moment ? data.start + data.moments.at[moment - 1] : null;
    const votes = moment ? data.moments.votes[moment - 1] : 0;
    const round = at === null ? null : roundAt(data.rounds, at);
    setText(day, at === null ? "Start" : dayWords(at));
    setText(clock, at === null ? "" : `${clockWords(at)} UTC`);
    setText(nth, nthWords(votes, timed));
    setText(said, playing || at === null ? (round ?? "") : voteWords() || (round ?? ""));
    back.disabled = moment === 0;
    on.disabled = moment === last;
    const words = [nthWords(votes, timed), at === null ? "" : `${dayWords(at)}, ${clockWords(at)} UTC`, round ? `round ${round}` : ""];
    track.show(time, words.filter(Boolean).join(", "));
  }

  function voteWords() {
    const row = voteNow();
    if (row === null) return "";
    const { tool, x, y } = data.votes;
    const { number, name } = data.tools[tool[row]];
    const place = x[row] === null ? "placement taken back" : [x[row], y[row]].filter((value) => value !== null).map(axisNumber).join(", ");
    return `${number} ${shortened(name, NAME_MOST)}: ${place}`;
  }

  function flash(from) {
    const rows = playedBetween(replay, from, moment, SPLASHES).filter((row) => looked === ALL || looked === data.tools[data.votes.tool[row]].id);
    if (rows.length) chart.splash(rows.map((row) => [data.tools[data.votes.tool[row]].id, ...placeOfVote(row)]));
  }

  /* --- what moves it --- */

  function seek(next) {
    pause();
    time = Math.min(layout.length, Math.max(0, next));
    moment = momentAt(layout, time);
    draw();
  }

  function goTo(next) {
    const target = Math.min(last, Math.max(0, next));
    seek(layout.at[target]);
  }

  function step(by) {
    const from = moment;
    goTo(moment + by);
    if (by > 0 && moment > from) flash(from);
    setText(live, [nth.textContent, clock.textContent, voteWords()].filter(Boolean).join(", "));
  }

  function start() {
    if (moment === last) [time, moment] = [0, 0];
    before = performance.now();
    playing = requestAnimationFrame(tick);
    dressPlay();
    draw();
  }

  function pause() {
    if (!playing) return;
    cancelAnimationFrame(playing);
    playing = null;
    dressPlay();
    draw();
  }

  function tick(frame) {
    time += Math.min(FRAME_MOST, Math.max(0, frame - before)) * (layout.length / (speed * 1_000));
    before = frame;
    moment = momentAt(layout, time);
    const isEnd = time >= layout.length;
    playing = isEnd ? null : requestAnimationFrame(tick);
    if (isEnd) [time, moment] = [layout.length, last];
    const isDue = isEnd || performance.now() - drawn >= rest;
    if (isDue && moment !== drawnMoment) {
      const from = drawnMoment;
      draw();
      if (looked !== NONE) flash(from);
    } else track.move(time);
    if (isEnd) {
      dressPlay();
      tell();
    }
  }

  function dressPlay() {
    setText(playWord, playing ? "Pause" : "Play");
    shape.setAttribute("d", playing ? PAUSED : PLAY);
  }

  /** Look at the votes of one tool, of all, or of none; `isAsked` where the page asks, which knows already. */
  function choose(value, { isAsked = false } = {}) {
    const isKnown = value === NONE || placeOf(value) >= 0;
    const next = isKnown ? value : ALL;
    if (next === looked) return;
    looked = next;
    choice.value = looked;
    draw();
    if (!isAsked) onTool(selected());
  }

  dressPlay();
  draw();

  return {
    choose,
    selected,
    restyle() {
      specks.recolour();
      draw();
    },
    /** The time that is shown, in ms since 1970, so that another replay can begin there; null at the start. */
    realTime: () => (moment ? data.start + data.moments.at[moment - 1] : null),
    destroy() {
      cancelAnimationFrame(playing);
      playing = null;
      track.destroy();
      chart.destroy();
    },
  };
}
