import assert from "node:assert/strict";
import { test } from "node:test";

import { dropUnsent, saidBy, sorted, whenWords, whoWords, written } from "../../spectrum/canvas/my-votes.js";
import { suggestionOf } from "../../spectrum/canvas/suggest.js";

const vote = (more) => ({ kind: "place", x: 10, y: 20, round: "Tuesday", cast_at: "2026-05-04T18:02:11Z", is_current: true, ...more });

test("votes that stand are told apart from earlier and withdrawn ones", () => {
  const votes = [vote({ x: 1 }), vote({ x: 2, is_current: false }), vote({ kind: "withdraw" }), vote({ kind: "unsure" })];
  const { current, earlier } = sorted(votes);
  assert.deepEqual(current, [votes[0], votes[3]]);
  assert.deepEqual(earlier, [votes[1], votes[2]]);
});

test("every kind of vote is said in words", () => {
  assert.match(saidBy(vote()), /10\.0.*20\.0/);
  assert.equal(saidBy(vote({ kind: "withdraw" })), "taken back");
  assert.equal(saidBy(vote({ kind: "unsure" })), "unsure");
  assert.equal(saidBy(vote({ kind: "unknown_tool" })), "not known to you");
});

test("a vote's time and round are told as far as they are known", () => {
  const write = (time) => time.toISOString().slice(0, 10);
  assert.equal(whenWords(vote(), write), "2026-05-04 · Tuesday");
  assert.equal(whenWords(vote({ round: null }), write), "2026-05-04");
  assert.equal(whenWords(vote({ cast_at: null }), write), "no time recorded · Tuesday");
  assert.equal(whenWords(vote(), written), "4 May 2026, 18:02 UTC · Tuesday");
});

test("a voter is told what is kept of them", () => {
  const named = whoWords({ name: "Ann", pseudonym: "Amber Heron", branch: "Sound" });
  assert.equal(named, "Your name here is “Ann”. Your branch is Sound.");
  const unnamed = whoWords({ name: null, pseudonym: "Amber Heron", branch: null });
  assert.equal(unnamed, "You gave no name; here you are “Amber Heron”. You named no branch.");
});

test("votes that were never sent go with the voter they were of, on every board", () => {
  const kept = new Map([
    ["spectrum.outbox.films.v1", "[]"],
    ["spectrum.outbox.other.v1", "[]"],
    ["spectrum.outbox.films.v2", "[]"],
    ["spectrum.introduced", "1"],
  ]);
  const storage = {
    get length() {
      return kept.size;
    },
    key: (number) => [...kept.keys()][number],
    removeItem: (key) => kept.delete(key),
  };
  dropUnsent(storage, "v1");
  assert.deepEqual([...kept.keys()], ["spectrum.outbox.films.v2", "spectrum.introduced"]);
  dropUnsent({ removeItem: () => assert.fail("there is nothing") }, "v1");
});

test("a suggestion holds what belongs to its kind, and a place where there is one", () => {
  const given = { name: " Roto ", toolId: "t1", text: " why ", x: 12.34, y: NaN };
  assert.deepEqual(suggestionOf({ ...given, kind: "tool" }), { kind: "tool", name: "Roto", text: "why", x: 12.3 });
  assert.deepEqual(suggestionOf({ ...given, kind: "move", y: 5 }), { kind: "move", tool_id: "t1", text: "why", x: 12.3, y: 5 });
  assert.deepEqual(suggestionOf({ ...given, kind: "tool", x: NaN }), { kind: "tool", name: "Roto", text: "why" });
});
