/**
 * The replay of recorded votes: pure functions over what the page hands over.
 *
 * A moment is a step of the replay: 0 is the start, before any timed vote; from 1 on each
 * holds the votes up to a time. The data: {
 *   tools: [{id, number, name, seed: [x, y]}], weight: what a seed counts as, in votes,
 *   start: ms since 1970 of the first timed vote,
 *   moments: {at: ms after the start, votes: timed votes played by then}, from moment 1 on,
 *   votes: {moment, tool: place in `tools`, x, y, replaces: row of the vote it takes the place of, or -1},
 *   sums: {moment, tool, n, x, nY, y}, what a tool's votes add up to then, or null where `votes` has all of them,
 *   rounds: [{name, from, until}] in ms since 1970, total: number of all votes }.
 * Every list stands in the order of the moments. x and y are axis points; both are null where
 * a vote takes a placement back.
 */

const PAUSE = 5 * 60_000; // ms without a vote from which on a pause is cut short
const CUT_SHARE = 1 / 20; // of the time that is not pause: what a pause is cut to
const CUT_LEAST = 20_000; // ms
const LEAD_SHARE = 1 / 40; // of the whole: before the first vote, and after the last
const LEAD_LEAST = 500; // ms
const MINUTE = 60_000; // ms
const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/* --- what the votes add up to ------------------------------------------------ */

/** Add the votes up: what each one's tool has after it. */
export function sumsOf({ moment, tool, x, y, replaces }) {
  const sums = { moment, tool, n: [], x: [], nY: [], y: [] };
  const latest = new Map(); // tool → its sums so far
  const part = (values, row, sign) => (row < 0 || values[row] === null ? [0, 0] : [sign, sign * values[row]]);
  for (let row = 0; row < tool.length; row++) {
    const so = latest.get(tool[row]) ?? [0, 0, 0, 0];
    const came = [...part(x, row, 1), ...part(y, row, 1)];
    const went = [...part(x, replaces[row], -1), ...part(y, replaces[row], -1)];
    const now = so.map((value, index) => value + came[index] + went[index]);
    latest.set(tool[row], now);
    ["n", "x", "nY", "y"].forEach((name, index) => sums[name].push(now[index]));
  }
  return sums;
}

/** Where a tool stands on an axis: its seed counts as so many votes; null where there is neither. */
export function collective(sum, n, seed, weight) {
  if (!n) return seed;
  return seed === null ? sum / n : (weight * seed + sum) / (weight + n);
}

/** Make the data quick to ask: {data, sums, rowsOf: rows of the sums by tool, until: when each vote was replaced, last}. */
export function readReplay(data) {
  const sums = data.sums ?? sumsOf(data.votes);
  const rowsOf = data.tools.map(() => []);
  sums.tool.forEach((tool, row) => rowsOf[tool].push(row));
  const until = data.votes.tool.map(() => Infinity);
  data.votes.replaces.forEach((replaced, row) => {
    if (replaced >= 0) until[replaced] = data.votes.moment[row];
  });
  return { data, sums, rowsOf, until, last: data.moments.at.length };
}

/** How many of the sorted values are at most `most`; `valueOf(index)` gives a value. */
export function countUpTo(length, valueOf, most) {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (valueOf(middle) <= most) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Votes and position of the tool at a place of the list, at a moment: {n, x, y}. */
export function standAt({ data, sums, rowsOf }, place, moment) {
  const rows = rowsOf[place];
  const row = rows[countUpTo(rows.length, (index) => sums.moment[rows[index]], moment) - 1];
  return standOf(data, place, sums, row);
}

function standOf({ tools, weight }, place, sums, row) {
  const [seedX, seedY] = tools[place].seed;
  if (row === undefined) return { n: 0, x: seedX, y: seedY };
  const x = collective(sums.x[row], sums.n[row], seedX, weight);
  return { n: sums.n[row], x, y: collective(sums.y[row], sums.nY[row], seedY, weight) };
}

/** The way of a tool up to a moment: [[x, y], …] from its start, without places where it has none. */
export function trailOf({ data, sums, rowsOf }, place, moment) {
  const rows = rowsOf[place];
  const end = countUpTo(rows.length, (index) => sums.moment[rows[index]], moment);
  const begin = countUpTo(rows.length, (index) => sums.moment[rows[index]], 0);
  const stands = [standOf(data, place, sums, rows[begin - 1])];
  for (let index = begin; index < end; index++) stands.push(standOf(data, place, sums, rows[index]));
  return stands.filter(({ x, y }) => x !== null && y !== null).map(({ x, y }) => [x, y]);
}

/** Rows of the votes that count at a moment, of one tool or of all (`place` null). */
export function votesAt({ data: { votes }, until }, moment, place = null) {
  const rows = [];
  const end = countUpTo(votes.moment.length, (row) => votes.moment[row], moment);
  for (let row = 0; row < end; row++) {
    if (votes.x[row] !== null && until[row] > moment && (place === null || votes.tool[row] === place)) rows.push(row);
  }
  return rows;
}

/** Rows of the placements played after one moment and up to another, the latest `most` of them. */
export function playedBetween({ data: { votes } }, from, to, most) {
  const rowAfter = (moment) => countUpTo(votes.moment.length, (row) => votes.moment[row], moment);
  const rows = [];
  for (let row = rowAfter(to) - 1; row >= rowAfter(from) && rows.length < most; row--) if (votes.x[row] !== null) rows.push(row);
  return rows.reverse();
}

/* --- time: of the votes, and of the replay ------------------------------------- */

/**
 * Lay the moments out on the replay's own time, in which long pauses are cut short:
 * {at: its ms of each moment, 0 for the start, length, pauses: [{from, until, took}]}. from and until
 * are its ms, `took` is how many ms the pause really lasted.
 */
export function layTime(at) {
  const gaps = at.map((time, index) => (index ? time - at[index - 1] : 0));
  const running = gaps.reduce((sum, gap) => sum + (gap > PAUSE ? 0 : gap), 0);
  const cut = Math.min(PAUSE, Math.max(CUT_LEAST, running * CUT_SHARE));
  const span = gaps.reduce((sum, gap) => sum + (gap > PAUSE ? cut : gap), 0);
  const even = span ? 0 : 1_000; // votes of one instant are played one by one
  const lead = Math.max(LEAD_LEAST, (span || even * at.length) * LEAD_SHARE);
  const times = [0];
  const pauses = [];
  let now = lead;
  gaps.forEach((gap, index) => {
    if (gap > PAUSE) pauses.push({ from: now, until: now + cut, took: gap });
    now += gap > PAUSE ? cut : gap + (index ? even : 0);
    times.push(now);
  });
  return { at: times, length: at.length ? now + lead : 0, pauses };
}

/** The moment that a time of the replay shows. */
export const momentAt = ({ at }, time) => Math.max(0, countUpTo(at.length, (index) => at[index], time) - 1);

/** Where a real time, in ms after the start, lies on the replay's own. */
export function timeOf({ at, length }, real, time) {
  const moment = countUpTo(real.length, (index) => real[index], time);
  if (moment === 0) return 0;
  if (moment === real.length) return length;
  const share = (time - real[moment - 1]) / (real[moment] - real[moment - 1]);
  return at[moment] + share * (at[moment + 1] - at[moment]);
}

/** Votes in each of `count` equal parts of the replay's time. */
export function barsOf({ at, length }, votes, count) {
  const bars = Array(count).fill(0);
  votes.forEach((played, index) => {
    const bar = Math.min(count - 1, Math.floor((at[index + 1] / length) * count));
    bars[bar] += played - (index ? votes[index - 1] : 0);
  });
  return bars;
}

/** The most votes that were cast within a minute. */
export function busiestMinute(at, votes) {
  let [first, most] = [0, 0];
  at.forEach((time, index) => {
    while (time - at[first] >= MINUTE) first += 1;
    most = Math.max(most, votes[index] - (first ? votes[first - 1] : 0));
  });
  return most;
}

/** The rounds in which votes of the replay were cast, on its own time: [{name, from, until}]. */
export function roundSpans(layout, { start, moments: { at }, rounds }) {
  const spans = rounds.map(({ name, from, until }) => ({ name, from: from - start, until: until === null ? Infinity : until - start }));
  const within = spans.filter(({ from, until }) => countUpTo(at.length, (index) => at[index], until) > countUpTo(at.length, (index) => at[index], from - 1));
  return within.map(({ name, from, until }) => ({ name, from: timeOf(layout, at, from), until: timeOf(layout, at, until) }));
}

/** The round that was open at a time, in ms since 1970: its name, or null. */
export function roundAt(rounds, time) {
  return rounds.findLast(({ from, until }) => from <= time && (until === null || time <= until))?.name ?? null;
}

/* --- words ---------------------------------------------------------------------- */

/** "24 Nov 2025" of a time in ms since 1970, in UTC. */
export function dayWords(time) {
  const date = new Date(time);
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
}

/** "14:03:12", in UTC. */
export const clockWords = (time) => new Date(time).toISOString().slice(11, 19);

/** "14:03", in UTC. */
export const minuteWords = (time) => clockWords(time).slice(0, 5);

/** A whole number with thin spaces between thousands. */
export const grouped = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, "\u2009");

/** "vote 57 of 145" */
export function nthWords(votes, total) {
  return votes ? `vote ${grouped(votes)} of ${grouped(total)}` : `before the first of ${grouped(total)} timed ${total === 1 ? "vote" : "votes"}`;
}

/** A length of time in its two largest units: "21 h 4 min". */
export function lengthWords(ms) {
  const minutes = Math.round(ms / MINUTE);
  const units = [[Math.floor(minutes / 1440), "d"], [Math.floor(minutes / 60) % 24, "h"], [minutes % 60, "min"]];
  const first = Math.max(0, units.findIndex(([many]) => many));
  const told = units.slice(first, first + 2).filter(([many], index) => many || !index);
  return told.map(([many, unit]) => `${grouped(many)} ${unit}`).join(" ");
}

/** What is said of pauses; empty without any. */
export function pauseWords(pauses) {
  if (!pauses.length) return "";
  const whole = lengthWords(pauses.reduce((sum, { took }) => sum + took, 0));
  const many = pauses.length === 1 ? `1 pause of ${whole} is` : `${grouped(pauses.length)} pauses of ${whole} in all are`;
  return `${many} cut short (every pause over ${PAUSE / MINUTE} min).`;
}
