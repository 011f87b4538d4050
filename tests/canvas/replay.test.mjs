import assert from "node:assert/strict";
import { test } from "node:test";

import {
  barsOf,
  busiestMinute,
  clockWords,
  collective,
  dayWords,
  layTime,
  lengthWords,
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
} from "../../spectrum/canvas/replay.js";
import { toneOf } from "../../spectrum/canvas/specks.js";
import { outline, timeLabels } from "../../spectrum/canvas/track.js";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOON = Date.UTC(2026, 0, 1, 12);
const TOOLS = [
  { id: "t1", number: 1, name: "One", seed: [10, 90] },
  { id: "t2", number: 2, name: "Two", seed: [null, null] },
];

/** Votes as [moment, tool, x, y, replaces], a minute from one moment to the next. */
function replayOf(rows, { weight = 0, rounds = [] } = {}) {
  const column = (index) => rows.map((row) => row[index]);
  const last = Math.max(0, ...column(0));
  const votes = { moment: column(0), tool: column(1), x: column(2), y: column(3), replaces: column(4) };
  const moments = { at: Array.from({ length: last }, (_, index) => index * MINUTE), votes: Array.from({ length: last }, (_, index) => index + 1) };
  return readReplay({ tools: TOOLS, weight, start: NOON, moments, votes, sums: null, rounds, total: rows.length });
}

const ONE = [
  [0, 0, 30, 50, -1], // without a time
  [1, 0, 50, 70, -1],
  [2, 1, 20, 40, -1],
  [3, 0, 70, 90, 0], // instead of the first
  [4, 0, null, null, 1], // the second is taken back
];

test("a seed counts as so many votes, and is all there is without votes", () => {
  assert.equal(collective(60, 2, 10, 2), 20);
  assert.equal(collective(60, 2, 10, 0), 30);
  assert.equal(collective(60, 2, null, 5), 30);
  assert.equal(collective(0, 0, 10, 0), 10);
  assert.equal(collective(0, 0, null, 3), null);
});

test("a tool stands where the latest votes of its voters put it", () => {
  const replay = replayOf(ONE);
  assert.deepEqual(standAt(replay, 0, 0), { n: 1, x: 30, y: 50 });
  assert.deepEqual(standAt(replay, 0, 2), { n: 2, x: 40, y: 60 });
  assert.deepEqual(standAt(replay, 0, 3), { n: 2, x: 60, y: 80 });
  assert.deepEqual(standAt(replay, 0, 4), { n: 1, x: 70, y: 90 });
});

test("the seed pulls a tool towards itself", () => {
  assert.deepEqual(standAt(replayOf(ONE, { weight: 1 }), 0, 0), { n: 1, x: 20, y: 70 });
});

test("a tool without votes stands at its seed, without a seed nowhere", () => {
  const replay = replayOf([[1, 1, 20, 40, -1]]);
  assert.deepEqual(standAt(replay, 0, 1), { n: 0, x: 10, y: 90 });
  assert.deepEqual(standAt(replay, 1, 0), { n: 0, x: null, y: null });
  assert.deepEqual(standAt(replay, 1, 1), { n: 1, x: 20, y: 40 });
});

test("a vote on the x axis alone leaves the height to the others", () => {
  const replay = replayOf([[1, 0, 40, 60, -1], [2, 0, 60, null, -1]]);
  assert.deepEqual(standAt(replay, 0, 2), { n: 2, x: 50, y: 60 });
});

test("sums that are handed over are taken as they are", () => {
  const sums = { moment: [0, 2], tool: [0, 0], n: [1, 3], x: [30, 90], nY: [1, 2], y: [50, 90] };
  const replay = readReplay({ ...replayOf([]).data, moments: { at: [0, 1], votes: [1, 2] }, sums });
  assert.deepEqual([0, 1, 2].map((moment) => standAt(replay, 0, moment).x), [30, 30, 30]);
  assert.deepEqual(standAt(replay, 0, 2), { n: 3, x: 30, y: 45 });
});

test("votes show from when they are cast until they are replaced or taken back", () => {
  const replay = replayOf(ONE);
  assert.deepEqual([0, 1, 2, 3, 4].map((moment) => votesAt(replay, moment)), [[0], [0, 1], [0, 1, 2], [1, 2, 3], [2, 3]]);
  assert.deepEqual(votesAt(replay, 3, 1), [2]);
});

test("the way of a tool begins at its start and has a place for each vote since", () => {
  const replay = replayOf(ONE);
  assert.deepEqual(trailOf(replay, 0, 3), [[30, 50], [40, 60], [60, 80]]);
  assert.deepEqual(trailOf(replay, 1, 4), [[20, 40]]);
});

test("of the votes in between, the latest placements flash", () => {
  const replay = replayOf(ONE);
  assert.deepEqual(playedBetween(replay, 0, 4, 9), [1, 2, 3]);
  assert.deepEqual(playedBetween(replay, 1, 4, 1), [3]);
  assert.deepEqual(playedBetween(replay, 3, 1, 9), []);
});

test("a long pause is cut short, and time between votes is not", () => {
  const at = [0, MINUTE, MINUTE + 20 * HOUR, 3 * MINUTE + 20 * HOUR];
  const layout = layTime(at);
  const gaps = layout.at.slice(2).map((time, index) => time - layout.at[index + 1]);
  assert.deepEqual(gaps, [MINUTE, 20_000, 2 * MINUTE]);
  assert.deepEqual(layout.pauses.map(({ took }) => took), [20 * HOUR]);
  assert.ok(layout.length > layout.at.at(-1));
});

test("a pause takes a twentieth of a long session and never more than it took", () => {
  const hour = Array.from({ length: 61 }, (_, index) => index * MINUTE);
  const [cut] = layTime([...hour, 9 * HOUR]).pauses;
  assert.equal(cut.until - cut.from, 3 * MINUTE);
  const day = Array.from({ length: 1441 }, (_, index) => index * MINUTE);
  const [longest] = layTime([...day, 24 * HOUR + 5 * MINUTE + 1]).pauses;
  assert.ok(longest.until - longest.from <= 5 * MINUTE);
});

test("votes of one instant are played one by one", () => {
  const { at } = layTime([0, 0, 0]);
  assert.ok(at[0] < at[1] && at[1] < at[2] && at[2] < at[3]);
});

test("without timed votes there is nothing to play", () => {
  assert.deepEqual(layTime([]), { at: [0], length: 0, pauses: [] });
});

test("every time shows the moment that began last", () => {
  const layout = layTime([0, MINUTE]);
  assert.equal(momentAt(layout, 0), 0);
  layout.at.forEach((time, moment) => assert.equal(momentAt(layout, time), moment));
  assert.equal(momentAt(layout, layout.at[2] - 1), 1);
  assert.equal(momentAt(layout, layout.length), 2);
});

test("a real time lies between its neighbours, also within a pause", () => {
  const at = [0, 20 * HOUR];
  const layout = layTime(at);
  assert.equal(timeOf(layout, at, -1), 0);
  assert.equal(timeOf(layout, at, 10 * HOUR), (layout.at[1] + layout.at[2]) / 2);
  assert.equal(timeOf(layout, at, 21 * HOUR), layout.length);
});

test("bars count every vote once, where it is played", () => {
  const layout = layTime([0, MINUTE, 2 * MINUTE]);
  const bars = barsOf(layout, [1, 4, 5], 10);
  assert.equal(bars.reduce((sum, votes) => sum + votes), 5);
  assert.deepEqual(bars.filter(Boolean), [1, 3, 1]);
});

test("the busiest minute may begin anywhere", () => {
  assert.equal(busiestMinute([0, 50_000, 70_000, 80_000, 200_000], [1, 2, 4, 5, 6]), 4);
  assert.equal(busiestMinute([], []), 0);
});

test("rounds span their votes on the replay's own time; those without votes are left out", () => {
  const rounds = [
    { name: "early", from: NOON - 2 * HOUR, until: NOON - HOUR },
    { name: "first", from: NOON - MINUTE, until: NOON + 1.5 * MINUTE },
    { name: "open", from: NOON + 1.6 * MINUTE, until: null },
  ];
  const replay = replayOf([[1, 0, 1, 1, -1], [2, 0, 1, 1, -1], [3, 0, 1, 1, -1]], { rounds });
  const layout = layTime(replay.data.moments.at);
  const spans = roundSpans(layout, replay.data);
  assert.deepEqual(spans.map(({ name }) => name), ["first", "open"]);
  assert.equal(spans[0].from, 0);
  assert.ok(spans[0].until > layout.at[2] && spans[0].until < spans[1].from && spans[1].from < layout.at[3]);
  assert.equal(spans[1].until, layout.length);
  assert.equal(roundAt(rounds, NOON), "first");
  assert.equal(roundAt(rounds, NOON + 9 * HOUR), "open");
  assert.equal(roundAt(rounds, NOON - 90 * MINUTE), "early");
  assert.equal(roundAt(rounds, NOON - 30 * MINUTE), null);
});

test("times are told in UTC", () => {
  assert.equal(dayWords(NOON), "1 Jan 2026");
  assert.equal(clockWords(NOON + 62_000), "12:01:02");
});

test("counts and lengths are told as people read them", () => {
  assert.equal(nthWords(57, 145), "vote 57 of 145");
  assert.equal(nthWords(1234, 100000), "vote 1\u2009234 of 100\u2009000");
  assert.equal(nthWords(0, 1), "before the first of 1 timed vote");
  assert.equal(lengthWords(6 * MINUTE), "6 min");
  assert.equal(lengthWords(21 * HOUR + 4 * MINUTE), "21 h 4 min");
  assert.equal(lengthWords(48 * HOUR), "2 d");
});

test("pauses that are cut short are owned up to", () => {
  assert.equal(pauseWords([]), "");
  assert.equal(pauseWords([{ took: HOUR }]), "1 pause of 1 h is cut short (every pause over 5 min).");
  assert.match(pauseWords([{ took: HOUR }, { took: HOUR }]), /^2 pauses of 2 h in all are cut short/);
});

test("a vote has the colour of its height", () => {
  const scale = ["#000000", "#640000", "#64C8FF"];
  assert.equal(toneOf(0, scale), "rgb(0 0 0)");
  assert.equal(toneOf(25, scale), "rgb(50 0 0)");
  assert.equal(toneOf(100, scale), "rgb(100 200 255)");
});

test("bars stand on the ground, the highest as high as there is room", () => {
  assert.equal(outline([0, 4, 2]), "M1.1 1V0.000h.8V1zM2.1 1V0.500h.8V1z");
});

test("times below the bar never cover one another, and the ends come first", () => {
  const at = [0, MINUTE, 20 * HOUR, 20 * HOUR + MINUTE];
  const layout = layTime(at);
  const wide = timeLabels(layout, { at }, NOON, 1000);
  assert.deepEqual(wide.map(({ text }) => text).toSorted(), ["1 Jan 2026, 12:00", "08:01", "2 Jan 2026, 08:00"].toSorted());
  const narrow = timeLabels(layout, { at }, NOON, 200);
  assert.deepEqual(narrow.map(({ text }) => text), ["1 Jan 2026, 12:00", "08:01"]);
  for (const labels of [wide, narrow]) {
    const sorted = labels.toSorted((a, b) => a.left - b.left);
    sorted.slice(1).forEach((label, index) => assert.ok(label.left > sorted[index].left + sorted[index].size));
  }
});
