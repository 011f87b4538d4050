import assert from "node:assert/strict";
import { test } from "node:test";

import { describe, homeOf, readiness, restOf, shortened } from "../../spectrum/canvas/chart.js";
import { isDoubleTap, stepOf, wheelFactor } from "../../spectrum/canvas/gestures.js";

const AXES = { left: "algorithmic", right: "generative", bottom: "not ready", top: "production-ready" };
const VIEW = { axes: AXES, dimension: 2, hidden: false };
const TOOL = { id: "t5", number: 5, name: "Rotoscoping", n: 6, x: 29.07, y: 86.85, mine: null };

/* --- what a tool looks like and is called --- */

test("a dot is at the collective position, else at one's own vote, else in the tray", () => {
  const mine = { kind: "place", x: 10, y: null };
  assert.deepEqual(homeOf({ ...TOOL, mine }), { at: "plot", x: 29.07, y: 86.85 });
  assert.deepEqual(homeOf({ ...TOOL, x: null, y: null, mine }), { at: "own", x: 10, y: 50 });
  assert.deepEqual(homeOf({ ...TOOL, x: null, y: null, mine: { kind: "unsure" } }), { at: "tray" });
  assert.deepEqual(homeOf({ ...TOOL, y: null }), { at: "plot", x: 29.07, y: 50 });
});

test("readiness goes from not ready over half to ready", () => {
  assert.equal(readiness(0), "color-mix(in srgb, var(--half-ready) 0%, var(--not-ready))");
  assert.equal(readiness(50), "color-mix(in srgb, var(--half-ready) 100%, var(--not-ready))");
  assert.equal(readiness(75), "color-mix(in srgb, var(--ready) 50%, var(--half-ready))");
  assert.equal(readiness(120), "color-mix(in srgb, var(--ready) 100%, var(--half-ready))");
});

test("a screen reader hears number, name, both values, votes and one's own vote", () => {
  const tool = { ...TOOL, mine: { kind: "place", x: 30, y: 80 } };
  assert.equal(
    describe(tool, VIEW),
    "5 Rotoscoping; 29.1 of 100 generative, 86.9 of 100 production-ready; 6 votes; your vote: 30 of 100 generative, 80 of 100 production-ready",
  );
});

test("a screen reader hears one axis in 1-D, what is hidden, and what is not saved", () => {
  assert.equal(describe({ ...TOOL, n: 1 }, { ...VIEW, dimension: 1 }), "5 Rotoscoping; 29.1 of 100 generative; 1 vote");
  const blind = { ...TOOL, x: null, y: null, mine: { kind: "unsure" } };
  assert.equal(describe(blind, { ...VIEW, hidden: true }), "5 Rotoscoping; position hidden; 6 votes; you are unsure");
  assert.match(describe({ ...blind, mine: null }, VIEW), /no position yet/);
  assert.match(describe(TOOL, VIEW, { x: 12, y: 0 }), /not saved yet: 12 of 100 generative, 0 of 100 production-ready$/);
});

test("a glide begins with the whole way, slows down and ends", () => {
  assert.deepEqual([-1, 0, 1, 2].map(restOf), [1, 1, 0, 0]);
  assert.ok(restOf(0.5) < 0.5);
});

test("long names are cut with an ellipsis", () => {
  assert.equal(shortened("Upscaling", 9), "Upscaling");
  assert.equal(shortened("Script Breakdown", 8), "Script…");
});

/* --- what fingers and keys mean --- */

test("arrows move by 1, with Shift by 10, y upwards", () => {
  assert.deepEqual(stepOf({ key: "ArrowUp" }), [0, 1]);
  assert.deepEqual(stepOf({ key: "ArrowLeft", shiftKey: true }), [-10, 0]);
  assert.equal(stepOf({ key: "Enter" }), undefined);
  assert.equal(stepOf({ key: "ArrowLeft", altKey: true }), undefined, "the browser's way back");
});

test("a double tap is quick and in one place", () => {
  const first = { point: [10, 10], time: 1_000 };
  assert.ok(isDoubleTap(first, { point: [15, 12], time: 1_200 }));
  assert.ok(!isDoubleTap(first, { point: [15, 12], time: 1_500 }));
  assert.ok(!isDoubleTap(first, { point: [80, 12], time: 1_200 }));
  assert.ok(!isDoubleTap(null, first));
});

test("the wheel zooms in and out alike, and never leaps", () => {
  assert.ok(wheelFactor(-5) > 1 && wheelFactor(5) < 1);
  assert.ok(Math.abs(wheelFactor(-5) * wheelFactor(5) - 1) < 1e-12);
  assert.equal(wheelFactor(-1e6), wheelFactor(-25));
});
