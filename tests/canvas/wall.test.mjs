import assert from "node:assert/strict";
import { test } from "node:test";

import { emptyState } from "../../spectrum/canvas/board.js";
import { codeWords, isEnding, isListed, keptTogether, leastLetters, listShape, moreWords, rowsWithin } from "../../spectrum/canvas/wall.js";

const state = (more) => ({ ...emptyState(), tools: new Map([["a", { seed: null }]]), ...more });
const open = (reveal) => ({ votingOpen: true, round: { id: "r1", reveal } });

/* --- what stands in place of the chart --- */

test("tools are listed while positions are hidden, and not in a live or a closed round", () => {
  assert.ok(isListed(state(open("after_close"))));
  assert.ok(isListed(state(open("after_own_vote"))));
  assert.ok(!isListed(state(open("live"))));
  assert.ok(!isListed(state({})));
});

test("tools are listed until the reveal if no seed can be shown till then", () => {
  assert.ok(isListed(state({ unrevealed: "r1" })));
  assert.ok(!isListed(state({ unrevealed: "r1", tools: new Map([["a", { seed: null }], ["b", { seed: [10, 20] }]]) })));
});

test("a list fills its area with letters as large as go, and all tools have room", () => {
  const { em, rows, columns, shown } = listShape(33, 1_450, 880, 24, 39);
  assert.deepEqual([rows, columns, shown], [17, 2, 33]);
  assert.ok(em >= 24 && rows * em * 1.6 <= 880);
  assert.equal(listShape(3, 1_450, 880, 24, 39).em, 39, "no larger than the most");
});

test("a list that is too long for the least letters leaves a place for the number of others", () => {
  const { em, rows, columns, shown } = listShape(300, 1_450, 880, 24, 39);
  assert.equal(em, 24);
  assert.equal(shown, rows * columns - 1);
  assert.ok(rows * em * 1.6 <= 880);
});

test("a list of nothing, or in no room at all, has a shape", () => {
  assert.equal(listShape(0, 1_450, 880, 24, 39).shown, 0);
  assert.equal(listShape(5, 0, 0, 24, 39).shown, 0);
});

/* --- what stands beside it --- */

test("as many rows as fit; where not all do, the last one counts the others", () => {
  assert.equal(rowsWithin(5, 200, 40), 5);
  assert.equal(rowsWithin(6, 200, 40), 4);
  assert.equal(rowsWithin(6, 30, 40), 0);
  assert.deepEqual([moreWords(2), moreWords(0)], ["and 2 more", ""]);
});

test("the code is that of the round that is open, and none of another", () => {
  const join = { code: { round: "r1", text: "tulip" } };
  assert.equal(codeWords(state(open("live")), join), "tulip");
  assert.equal(codeWords(state({ votingOpen: true, round: { id: "r2" } }), join), "");
  assert.equal(codeWords(state({ round: null }), join), "");
  for (const unknown of [null, undefined, { code: null }]) assert.equal(codeWords(state(open("live")), unknown), "");
});

test("the last ten seconds stand out", () => {
  assert.deepEqual(["0:10", "0:09", "0:00"].map(isEnding), [true, true, true]);
  assert.deepEqual(["0:11", "1:00", "1:00:05", "10:00", ""].map(isEnding), [false, false, false, false, false]);
});

test("a number stays with the word before it", () => {
  assert.equal(keptTogether("Round 1"), "Round\u00a01");
  assert.equal(keptTogether("The main stage 12"), "The main stage\u00a012");
  assert.equal(keptTogether("Rehearsal"), "Rehearsal");
});

test("letters are at least 2.2 % of a wall's height, but not on a phone", () => {
  assert.ok(leastLetters(1_920, 1_080) >= 0.022 * 1_080);
  assert.equal(leastLetters(390, 844), 13);
});
