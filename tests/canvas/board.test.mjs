import assert from "node:assert/strict";
import { test } from "node:test";

import {
  answerAfter,
  answerWords,
  clock,
  count,
  emptyState,
  hiddenWords,
  isBlind,
  isWaiting,
  lateWords,
  matches,
  needsCode,
  nextUnplaced,
  onAxis,
  outdatedBy,
  ownAnswer,
  placeWords,
  points,
  progressOf,
  roundWords,
  seedsOf,
  shuffled,
  similarity,
  similarTools,
  sizeWords,
  timeLeft,
  undoing,
  viewOf,
  withBoard,
  withFrame,
  withPosition,
  withReveal,
  withVote,
} from "../../spectrum/canvas/board.js";

const AXES = { left: "algorithmic", right: "generative", bottom: "not ready", top: "production-ready" };
const LIVE = { id: "r1", name: "Tuesday", reveal: "live", start: "cumulative", closes_at: null, join_code_needed: false };
const BLIND = { ...LIVE, id: "r2", reveal: "after_close" };

function tool(number, name, more = {}) {
  return { tool_id: `t${number}`, number, name, description: "", branches: [], status: "live", n: 3, x: 10 * number, y: 50, ...more };
}

function boardAnswer(more = {}) {
  return {
    board: { board_id: "films", title: "Films", axes: AXES, anchor_weight: 10 },
    round: LIVE,
    voting_open: true,
    adding_open: false,
    voters: 4,
    votes: 9,
    catalogue: 7,
    tools: [tool(2, "Upscaling"), tool(1, "Denoising Picture", { branches: ["Sound"], seed: [5, 90] }), tool(3, "Lip Sync")],
    mine: [],
    voter: { voter_id: "v1", name: null, branch: null, pseudonym: "Amber Heron" },
    branches: ["Sound"],
    ...more,
  };
}

function frame(more = {}) {
  return { version: 2, full: false, catalogue: 7, round: LIVE, voting_open: true, adding_open: false, voters: 5, votes: 10, tools: [], recent: [], ...more };
}

const known = (more) => withBoard(emptyState(), boardAnswer(more));

test("tools stand in the order of their numbers", () => {
  assert.deepEqual([...known().tools.keys()], ["t1", "t2", "t3"]);
});

test("a partial frame changes the tools it names and no others", () => {
  const state = withFrame(known(), frame({ tools: [["t2", 4, 21.5, 60]] }));
  assert.deepEqual([state.tools.get("t2").x, state.tools.get("t2").n, state.tools.get("t1").x], [21.5, 4, 10]);
  assert.equal(state.voters, 5);
});

test("a tool that a full frame leaves out keeps no position", () => {
  const state = withFrame(known(), frame({ full: true, tools: [["t2", 4, 21.5, 60]] }));
  assert.deepEqual([state.tools.get("t1").x, state.tools.get("t1").n], [null, 0]);
});

test("an entry without a position hides the tool's position", () => {
  const { x, y, n } = withFrame(known(), frame({ tools: [["t1", 8]] })).tools.get("t1");
  assert.deepEqual([n, x, y], [8, null, null]);
});

test("an entry of a tool that is not known is left aside", () => {
  assert.equal(withPosition(known(), ["t99", 1, 2, 3]).tools.size, 3);
});

test("states are never changed in place", () => {
  const before = known();
  withFrame(before, frame({ tools: [["t1", 9, 1, 1]] }));
  withVote(before, { tool_id: "t1", x: 1, y: 2 });
  assert.equal(before.tools.get("t1").x, 10);
  assert.equal(before.mine.size, 0);
});

test("a frame of another catalogue or round makes the board answer outdated", () => {
  const state = known();
  assert.deepEqual(outdatedBy(state, frame()), { catalogue: false, mine: false });
  assert.deepEqual(outdatedBy(state, frame({ catalogue: 8 })), { catalogue: true, mine: false });
  assert.deepEqual(outdatedBy(state, frame({ round: null, voting_open: false })), { catalogue: false, mine: true });
});

test("a frame keeps the code that was accepted; another round asks for its own", () => {
  const coded = { ...LIVE, join_code_needed: true };
  const state = known({ round: { ...coded, code_accepted: true } });
  assert.equal(needsCode(withFrame(state, frame({ round: coded }))), false);
  assert.equal(needsCode(withFrame(state, frame({ round: { ...coded, id: "r9" } }))), true);
});

test("a round that starts fresh clears one's own answers, a cumulative one keeps them", () => {
  const state = withVote(known(), { tool_id: "t1", x: 1, y: 2 });
  assert.equal(withFrame(state, frame({ round: { ...LIVE, id: "r5", start: "fresh" } })).mine.size, 0);
  assert.equal(withFrame(state, frame({ round: { ...LIVE, id: "r5" } })).mine.size, 1);
});

test("a vote on the x axis alone keeps the y of the placement before", () => {
  assert.deepEqual(answerAfter({ kind: "place", x: 1, y: 70 }, { x: 5, y: null }), { kind: "place", x: 5, y: 70 });
  assert.deepEqual(answerAfter({ kind: "unsure", x: null, y: null }, { x: 5, y: null }), { kind: "place", x: 5, y: null });
  assert.equal(answerAfter({ kind: "place", x: 1, y: 70 }, { kind: "withdraw" }), null);
});

test("votes that wait count as one's own answer", () => {
  const state = { ...known(), waiting: [{ tool_id: "t1", x: 3, y: 4 }, { tool_id: "t1", x: 9, y: null }] };
  assert.deepEqual(ownAnswer(state, "t1"), { kind: "place", x: 9, y: 4 });
  assert.equal(isWaiting(state, "t1"), true);
  assert.equal(isWaiting(state, "t2"), false);
});

test("undo brings the answer before back, or withdraws where there was none", () => {
  const now = { kind: "place", x: 9, y: 9 };
  assert.deepEqual(undoing("t1", null, now), [{ tool_id: "t1", kind: "withdraw" }]);
  assert.deepEqual(undoing("t1", { kind: "unsure", x: null, y: null }, now), [{ tool_id: "t1", kind: "unsure" }]);
  assert.deepEqual(undoing("t1", { kind: "place", x: 1, y: 2 }, now), [{ tool_id: "t1", x: 1, y: 2 }]);
});

test("undo to a placement without y withdraws first, so that the later y does not stay", () => {
  const bodies = undoing("t1", { kind: "place", x: 1, y: null }, { kind: "place", x: 9, y: 9 });
  assert.deepEqual(bodies, [{ tool_id: "t1", kind: "withdraw" }, { tool_id: "t1", x: 1, y: null }]);
  assert.deepEqual(bodies.reduce(answerAfter, { kind: "place", x: 9, y: 9 }), { kind: "place", x: 1, y: null });
});

test("progress counts placements and every answer", () => {
  let state = withVote(known(), { tool_id: "t1", x: 1, y: 2 });
  state = withVote(state, { tool_id: "t2", kind: "unsure" });
  assert.deepEqual(progressOf(state), { placed: 1, answered: 2, total: 3 });
});

test("a tool is found by number, by words of its name and without accents", () => {
  const decor = tool(12, "Décor Builder", { description: "Sets.", branches: ["Sound"] });
  const found = known({ tools: [decor] }).tools.get("t12");
  assert.equal(matches(found, { search: "decor build", branch: "" }), true);
  assert.equal(matches(found, { search: "12", branch: "Sound" }), true);
  assert.equal(matches(found, { search: "sets", branch: "Music" }), false);
  assert.equal(matches(found, { search: " ", branch: "" }), true);
});

test("the view dims what the filter leaves out and shows no own answers on the wall", () => {
  const state = withVote({ ...known(), search: "lip" }, { tool_id: "t1", x: 1, y: 2 });
  const view = viewOf(state);
  assert.deepEqual(view.tools.map((t) => t.dimmed), [true, true, false]);
  assert.deepEqual(view.tools[0].mine, { kind: "place", x: 1, y: 2 });
  assert.equal(viewOf(state, "wall").tools[0].mine, null);
  assert.equal(viewOf(state, "wall").votingOpen, false);
});

test("the wall holds a blind round's positions back until they are revealed", () => {
  const blind = known({ round: BLIND });
  const closed = withFrame(blind, frame({ round: null, voting_open: false, tools: [["t1", 8, 70, 20]] }));
  assert.equal(closed.unrevealed, "r2");
  assert.deepEqual([viewOf(closed, "wall").tools[0].x, viewOf(closed, "wall").tools[0].n], [5, 0]);
  assert.equal(viewOf(closed, "vote").tools[0].x, 70);
  assert.deepEqual(seedsOf(closed), { t1: [5, 90] });
  const shown = withReveal(closed);
  assert.equal(viewOf(shown, "wall").tools[0].x, 70);
  assert.equal(withBoard(shown, boardAnswer({ round: null, voting_open: false, last_round: BLIND })).unrevealed, null);
});

test("a wall that is opened after a blind round holds its positions back too", () => {
  assert.equal(known({ round: null, voting_open: false, last_round: BLIND }).unrevealed, "r2");
  assert.equal(known({ round: null, voting_open: false, last_round: LIVE }).unrevealed, null);
  assert.equal(known({ last_round: BLIND }).unrevealed, null);
});

test("each voter has an order of their own, which new tools do not disturb", () => {
  const ids = Array.from({ length: 30 }, (_, i) => `t${i}`);
  const mine = shuffled(ids, "v1");
  assert.deepEqual(mine, shuffled([...ids].reverse(), "v1"));
  assert.notDeepEqual(mine, shuffled(ids, "v2"));
  assert.notDeepEqual(mine, ids);
  assert.deepEqual(shuffled([...ids, "new"], "v1").filter((id) => id !== "new"), mine);
});

test("the orders of many voters begin with every tool about as often", () => {
  const ids = ["a", "b", "c", "d", "e"];
  const firsts = Object.fromEntries(ids.map((id) => [id, 0]));
  for (let i = 0; i < 5000; i += 1) firsts[shuffled(ids, `voter ${i}`)[0]] += 1;
  for (const times of Object.values(firsts)) assert.ok(times > 850 && times < 1150, String(times));
});

test("next goes round all tools without an answer, those that pass the filter first", () => {
  let state = known();
  const seen = new Set();
  for (let i = 0; i < 3; i += 1) {
    state = { ...state, selected: nextUnplaced(state) };
    seen.add(state.selected);
    state = withVote(state, { tool_id: state.selected, kind: "unsure" });
  }
  assert.equal(seen.size, 3);
  assert.equal(nextUnplaced(state), null);
  assert.equal(nextUnplaced({ ...known(), branch: "Sound" }), "t1");
});

test("names that may mean the same tool are found", () => {
  for (const [a, b] of [
    ["Denoise", "Denoising Picture"],
    ["AI upscaling", "Upscaling"],
    ["Colour Match", "Color Match"],
    ["lipsync", "Lip Sync"],
    ["Picture denoising", "Denoising Picture"],
  ]) assert.ok(similarity(a, b) >= 0.5, `${a} / ${b}: ${similarity(a, b)}`);
});

test("names that have little in common are not", () => {
  for (const [a, b] of [
    ["Script Breakdown", "Upscaling"],
    ["Music", "Lip Sync"],
    ["", "Lip Sync"],
    ["Crowd Simulation", "Color Match"],
  ]) assert.ok(similarity(a, b) < 0.5, `${a} / ${b}: ${similarity(a, b)}`);
});

test("the nearest names come first", () => {
  const tools = [...known().tools.values(), { id: "t4", name: "Denoising Sound" }];
  assert.deepEqual(similarTools("denoising picture", tools).map((t) => t.id), ["t1", "t4"]);
});

test("values are kept on the axis and to a tenth of a point", () => {
  assert.deepEqual([onAxis(-3), onAxis(100.4), onAxis(33.333), onAxis(0.05), onAxis(99.96)], [0, 100, 33.3, 0.1, 100]);
});

test("numbers and answers in words", () => {
  assert.deepEqual([count(1, "vote"), count(12, "vote"), count(12345, "vote")], ["1 vote", "12 votes", "12\u2009345 votes"]);
  assert.deepEqual([points(null), points(4), placeWords(4, null), placeWords(4, 5.5)], ["–", "4.0", "4.0", "4.0 / 5.5"]);
  assert.deepEqual([answerWords(null), answerWords({ kind: "unsure" })], ["", "unsure"]);
});

test("the time that is left in minutes and seconds", () => {
  const end = Date.parse("2031-01-01T12:00:00.000Z");
  const ending = known({ round: { ...LIVE, closes_at: "2031-01-01T12:00:00.000Z" } });
  const left = (ms) => timeLeft(ending, end - ms);
  assert.deepEqual([left(272_900), left(60_000), left(9_001), left(0), left(-5_000)], ["4:32", "1:00", "0:09", "0:00", "0:00"]);
  assert.equal(left(3_725_000), "1:02:05");
  assert.equal(timeLeft(known(), end), "");
  assert.equal(timeLeft(known({ round: null, voting_open: false }), end), "");
  assert.equal(roundWords(ending, ", closes in 4:32"), "Voting is open, closes in 4:32 · Tuesday");
});

test("the state of voting in words", () => {
  assert.equal(roundWords(known()), "Voting is open · Tuesday");
  assert.equal(roundWords(known({ round: null, voting_open: false })), "Voting is closed");
  assert.match(roundWords(known({ round: { ...LIVE, closes_at: "2031-01-01T12:00:00.000Z" } })), /until \d/);
  assert.equal(sizeWords(known()), "9 votes by 4 voters");
  assert.equal(hiddenWords(known()), "");
  assert.equal(hiddenWords(known({ round: BLIND })), "Positions are hidden until the round closes.");
  assert.match(hiddenWords(known({ round: { ...BLIND, reveal: "after_own_vote" } })), /until you have placed/);
  assert.equal(isBlind(known({ round: null, voting_open: false })), false);
});

test("a time without a zone is UTC", () => {
  assert.equal(clock("2031-01-01T12:00:00"), clock("2031-01-01T12:00:00Z"));
  assert.equal(clock(1924948800), clock("2030-12-31T12:00:00Z"));
});

test("what became of kept votes is told honestly", () => {
  assert.equal(lateWords({ saved: 3, refused: [] }), "3 votes from offline saved.");
  assert.equal(
    lateWords({ saved: 0, refused: [{ code: 409 }] }),
    "Voting closed before 1 vote arrived; it was not saved.",
  );
  assert.equal(
    lateWords({ saved: 1, refused: [{ code: 409 }, { code: 409 }, { code: 404, detail: "It is hidden." }] }),
    "1 vote from offline saved. Voting closed before 2 votes arrived; they were not saved. " +
      "1 vote could not be saved: It is hidden.",
  );
});
