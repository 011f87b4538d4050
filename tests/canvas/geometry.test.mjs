import assert from "node:assert/strict";
import { test } from "node:test";

import {
  ABOVE,
  BELOW,
  LEFT,
  RIGHT,
  WHOLE,
  axisNumber,
  baseLine,
  broughtIn,
  distance,
  dotRadius,
  fanOut,
  isCrowded,
  isInside,
  layOut,
  lineBetween,
  pannedBy,
  pileAt,
  pinched,
  placeNames,
  plainRadius,
  slotAt,
  spotsNear,
  stackUp,
  ticks,
  toAxis,
  toPixel,
  trayPage,
  zoomedAt,
} from "../../spectrum/canvas/geometry.js";

const PLOT = { x: 40, y: 10, width: 300, height: 200 };
const LETTERS = { em: 13, radius: 11 };

function near(actual, expected, within = 1e-9) {
  assert.equal(actual.length, expected.length);
  actual.forEach((value, index) => assert.ok(Math.abs(value - expected[index]) <= within, `${actual} is not ${expected}`));
}

/* --- axis points and pixels --- */

test("the axes' corners are the plot's corners, y upwards", () => {
  near(toPixel(PLOT, WHOLE, [0, 0]), [40, 210]);
  near(toPixel(PLOT, WHOLE, [100, 100]), [340, 10]);
  near(toPixel(PLOT, WHOLE, [50, 25]), [190, 160]);
});

test("axis points survive the way to pixels and back, zoomed or not", () => {
  const zoomed = zoomedAt(PLOT, WHOLE, 3, [200, 90]);
  for (const camera of [WHOLE, zoomed]) near(toAxis(PLOT, camera, toPixel(PLOT, camera, [53.3, 60.1])), [53.3, 60.1], 1e-6);
});

test("a pixel outside the plot is taken to its edge", () => {
  near(toAxis(PLOT, WHOLE, [0, 999]), [0, 0]);
  near(toAxis(PLOT, WHOLE, [999, -5]), [100, 100]);
});

test("a zoomed plot gives no axis point that it does not show", () => {
  const camera = zoomedAt(PLOT, WHOLE, 2, [190, 110]);
  near(toAxis(PLOT, camera, [-500, 110]), [25, 50]);
});

test("zooming keeps the place under the pointer", () => {
  const at = [120, 70];
  const place = toAxis(PLOT, WHOLE, at);
  const camera = zoomedAt(PLOT, zoomedAt(PLOT, WHOLE, 2, at), 1.7, at);
  near(toPixel(PLOT, camera, place), at, 1e-6);
});

test("zoom stays between 1 and 8 times, and 1 shows the whole plot", () => {
  assert.equal(zoomedAt(PLOT, WHOLE, 100, [100, 100]).zoom, 8);
  const back = zoomedAt(PLOT, zoomedAt(PLOT, WHOLE, 4, [60, 20]), 0.01, [300, 200]);
  assert.equal(back.zoom, 1);
  near([back.x, back.y], [0, 0]);
});

test("panning stops at the plot's edges", () => {
  const camera = zoomedAt(PLOT, WHOLE, 2, [190, 110]);
  near([pannedBy(PLOT, camera, [999, 0]).x, pannedBy(PLOT, camera, [-999, 0]).x], [0, -300]);
  const whole = pannedBy(PLOT, WHOLE, [50, 50]);
  near([whole.zoom, whole.x, whole.y], [1, 0, 0]);
});

test("two fingers moving apart zoom, and moving together pan", () => {
  const start = zoomedAt(PLOT, WHOLE, 2, [190, 110]);
  const wider = pinched(PLOT, start, [[180, 110], [200, 110]], [[170, 110], [210, 110]]);
  assert.equal(wider.zoom, 4);
  const moved = pinched(PLOT, start, [[180, 110], [200, 110]], [[190, 120], [210, 120]]);
  near([moved.zoom, moved.x - start.x, moved.y - start.y], [2, 10, 10]);
});

test("two fingers on one point do not divide by zero", () => {
  const camera = pinched(PLOT, WHOLE, [[100, 100], [100, 100]], [[90, 100], [110, 100]]);
  assert.ok(Number.isFinite(camera.x) && camera.zoom === 8);
});

test("a place out of sight is brought in, one in sight moves nothing", () => {
  const camera = zoomedAt(PLOT, WHOLE, 4, [40, 10]);
  const moved = broughtIn(PLOT, camera, toPixel(PLOT, camera, [100, 0]));
  assert.ok(isInside(PLOT, toPixel(PLOT, moved, [100, 0])));
  assert.deepEqual(broughtIn(PLOT, camera, [100, 100]), camera);
});

/* --- crowds --- */

const spread = (count, gap) => Array.from({ length: count }, (_, index) => [(index % 20) * gap, Math.floor(index / 20) * gap]);

test("dots that lie on one another lose their numbers, and those that lie apart keep them", () => {
  assert.ok(isCrowded(spread(300, 12), 11, 1, false));
  assert.ok(!isCrowded(spread(300, 40), 11, 1, false));
});

test("a pile in one place does not take the numbers of all others", () => {
  const pile = spread(30, 2);
  assert.ok(!isCrowded([...spread(270, 40), ...pile.map(([x, y]) => [x + 2_000, y])], 11, 1, false));
});

test("few dots keep their numbers, and so do the few that a zoomed chart shows", () => {
  assert.ok(!isCrowded(spread(40, 2), 11, 1, false));
  assert.ok(!isCrowded(spread(300, 12), 11, 3, false));
});

test("numbers do not come and go with every vote", () => {
  const half = [...spread(195, 40), ...spread(105, 2).map(([x, y]) => [x + 2_000, y])]; // 35 % lie on others
  assert.ok(!isCrowded(half, 11, 1, false));
  assert.ok(isCrowded(half, 11, 1, true));
});

test("plain dots are smaller than numbered ones, on a phone, a desk and the wall", () => {
  for (const [area, em] of [[330 * 330, 0], [1_000 * 650, 0], [1_450 * 900, 26]]) {
    assert.ok(plainRadius(300, area, { em }) < 0.7 * dotRadius(300, area, { em }));
    assert.ok(plainRadius(300, area, { em }) >= 3.5);
  }
});

/* --- axes --- */

test("values are written to 0.1, without a trailing zero", () => {
  assert.deepEqual([0, 5, 23.37, 99.96, -0.04].map(axisNumber), ["0", "5", "23.4", "100", "0"]);
});

test("ticks are round, few, and finer when zoomed", () => {
  assert.deepEqual(ticks(0, 100, 25), [0, 50, 100]);
  assert.deepEqual(ticks(0, 100, 60), [0, 25, 50, 75, 100]);
  assert.deepEqual(ticks(41, 53, 25), [45, 50]);
});

/* --- the parts of the host --- */

test("frame and plot lie within every host, with room for dots at the edges", () => {
  for (const [width, height] of [[320, 300], [390, 430], [940, 740], [1400, 950], [2400, 500]]) {
    for (const waiting of [0, 3, 33, 300]) {
      const { frame, plot, tray } = layOut(width, height, { ...LETTERS, waiting });
      assert.ok(frame.x >= 0 && frame.x + frame.width <= width && frame.y + frame.height <= height);
      assert.ok(plot.x - frame.x >= LETTERS.radius && plot.width > 0 && plot.height > 0);
      assert.ok(plot.width / plot.height < 2, "not stretched");
      assert.equal(Boolean(tray), waiting > 0);
      if (tray) assert.ok(tray.box.x + tray.box.width <= width && tray.box.y + tray.box.height <= height);
    }
  }
});

test("the tray is below on narrow hosts and beside on wide ones", () => {
  const phone = layOut(390, 430, { ...LETTERS, waiting: 5 });
  assert.ok(phone.tray.box.y > phone.frame.y + phone.frame.height);
  const desk = layOut(940, 740, { ...LETTERS, waiting: 5 });
  assert.ok(desk.tray.box.x > desk.frame.x + desk.frame.width);
});

test("a tray at the side has room for its words, however few tools wait", () => {
  const { frame, tray } = layOut(940, 740, { ...LETTERS, waiting: 1 });
  assert.ok(tray.isWide && tray.box.height >= 9 * LETTERS.em && tray.box.height <= frame.height);
  assert.ok(slotAt(tray, 0)[0] - LETTERS.radius > tray.box.x + LETTERS.em);
});

test("a tray's slots are apart and within it", () => {
  for (const [width, height] of [[390, 430], [940, 740]]) {
    const { tray } = layOut(width, height, { ...LETTERS, waiting: 33 });
    const slots = Array.from({ length: 33 }, (_, index) => slotAt(tray, index));
    for (const slot of slots) assert.ok(isInside(tray.box, slot));
    slots.forEach((slot, index) => slots.slice(0, index).forEach((other) => assert.ok(distance(slot, other) >= 30)));
  }
});

test("a tray with too many tools shows a page, and the page of the tool that is kept", () => {
  const ids = Array.from({ length: 100 }, (_, index) => `t${index}`);
  const tray = { lanes: 2, perLane: 12 };
  const first = trayPage(ids, tray, 0, null);
  assert.deepEqual([first.shown.length, first.shown[0], first.more], [22, "t0", 78]);
  assert.equal(trayPage(ids, tray, 1, null).shown[0], "t22");
  assert.equal(trayPage(ids, tray, 5, null).page, 0, "goes round");
  assert.ok(trayPage(ids, tray, 0, "t99").shown.includes("t99"));
  assert.deepEqual(trayPage(ids.slice(0, 24), tray, 3, null), { shown: ids.slice(0, 24), page: 0, more: 0 });
});

test("dots shrink in a crowd, grow when zoomed, and follow the letters on a wall", () => {
  assert.equal(dotRadius(33, 350 * 380), 11);
  const crowded = dotRadius(300, 330 * 360);
  assert.ok(crowded < 9 && crowded >= 7.5);
  assert.equal(dotRadius(300, 330 * 360, { zoom: 4 }), 11);
  assert.ok(dotRadius(33, 1300 * 900, { em: 26 }) > 20);
});

/* --- one axis only --- */

test("stacked dots do not cover each other", () => {
  const xs = [10, 12, 14, 80, 11, 40, 40, 40];
  const lifts = stackUp(xs, 5, 400);
  for (const [i, x] of xs.entries()) {
    for (const [j, other] of xs.entries()) if (i < j) assert.ok(distance([x, lifts[i]], [other, lifts[j]]) >= 10, `${i} and ${j}`);
  }
  assert.equal(lifts[3], 0, "a lone dot stands on the line");
});

test("a stack that is too high is pressed together", () => {
  const lifts = stackUp(Array(50).fill(10), 5, 200);
  assert.ok(Math.max(...lifts) <= 200);
  assert.equal(new Set(lifts).size, 50);
});

test("the line leaves room above for stacks and below for own votes", () => {
  const line = baseLine(PLOT);
  assert.ok(line - PLOT.y > PLOT.y + PLOT.height - line && PLOT.y + PLOT.height - line > 40);
});

/* --- what lies under a finger --- */

const SPOTS = [["a", 0, 0], ["b", 8, 0], ["c", 100, 0], ["d", 8, 0]];

test("the nearest spot is hit, of equals the one above, and nothing out of reach", () => {
  assert.deepEqual(spotsNear(SPOTS, [1, 0], 22), ["a", "d", "b"]);
  assert.deepEqual(spotsNear(SPOTS, [60, 0], 22), []);
  assert.deepEqual(spotsNear([...SPOTS, ["c", 4, 0]], [4, 0], 3), ["c"]);
});

test("a pile is what lies around one dot; a lone dot is no pile", () => {
  assert.deepEqual(pileAt(SPOTS, "a", 12), ["a", "d", "b"]);
  assert.deepEqual(pileAt(SPOTS, "c", 12), ["c"]);
  assert.deepEqual(pileAt(SPOTS, "gone", 12), []);
  assert.equal(pileAt(Array.from({ length: 40 }, (_, index) => [index, 0, 0]), 3, 12).length, 12);
});

test("a fan keeps its members apart and within its box, also in a corner", () => {
  const box = { x: 0, y: 0, width: 350, height: 380 };
  for (let count = 2; count <= 12; count += 1) {
    const spots = Array.from({ length: count }, (_, index) => [index, 345 + (index % 3), 5 + (index % 2)]);
    const { places } = fanOut(spots, 44, box);
    const at = [...places.values()];
    assert.equal(at.length, count);
    for (const place of at) assert.ok(isInside({ x: -1e-6, y: -1e-6, width: 350.1, height: 380.1 }, place), `${count}: ${place}`);
    at.forEach((place, index) => at.slice(0, index).forEach((other) => assert.ok(distance(place, other) >= 43.99, `${count}`)));
  }
});

test("each member of a fan goes the way it lies", () => {
  const { places } = fanOut([["left", 95, 100], ["right", 105, 100]], 44, { x: 0, y: 0, width: 300, height: 300 });
  assert.ok(places.get("left")[0] < 90 && places.get("right")[0] > 110);
});

test("a line ends at the edges of its circles, and is none where they touch", () => {
  near(lineBetween([0, 0], 10, [100, 0], 5), [10, 0, 95, 0]);
  assert.equal(lineBetween([0, 0], 10, [12, 0], 5), null);
});

/* --- names --- */

const BOX = { x: 0, y: 0, width: 300, height: 200 };
const name = (id, x, y, more = {}) => ({ id, x, y, radius: 11, width: 80, height: 16, ...more });

test("a name stands at the right of its dot if it may", () => {
  const found = placeNames([name("a", 100, 100)], [["a", 100, 100]], 11, BOX);
  assert.equal(found.get("a").side, RIGHT);
  assert.ok(found.get("a").dx > 11);
});

test("a name goes to the left at the right edge, and keeps a side that is free", () => {
  assert.equal(placeNames([name("a", 280, 100)], [], 11, BOX).get("a").side, LEFT);
  assert.equal(placeNames([name("a", 100, 100, { side: BELOW })], [], 11, BOX).get("a").side, BELOW);
});

test("a name in a crowd stands straight beside, above or below its dot, or not at all", () => {
  const around = [["b", 30, 100], ["c", 170, 104], ["d", 95, 80], ["e", 100, 120]];
  assert.ok(placeNames([name("a", 100, 100)], around, 11, BOX).has("a"));
  assert.ok(!placeNames([name("a", 100, 100, { isStraight: true })], around, 11, BOX).has("a"));
});

test("names cover neither dots nor one another; what finds no place is left out", () => {
  const crowd = Array.from({ length: 60 }, (_, index) => name(index, 20 + (index % 10) * 28, 20 + Math.floor(index / 10) * 30));
  const spots = crowd.map(({ id, x, y }) => [id, x, y]);
  const found = placeNames(crowd, spots, 11, BOX);
  assert.ok(found.size < 60);
  const boxes = [...found].map(([id, { dx, dy }]) => ({ id, x: crowd[id].x + dx, y: crowd[id].y + dy }));
  boxes.forEach((a, index) => {
    assert.ok(a.x >= 0 && a.y >= 0 && a.x + 80 <= 300 && a.y + 16 <= 200);
    for (const b of boxes.slice(0, index)) assert.ok(Math.abs(a.x - b.x) >= 80 || Math.abs(a.y - b.y) >= 16);
    for (const [id, x, y] of spots) if (id !== a.id) assert.ok(x + 11 <= a.x || x - 11 >= a.x + 80 || y + 11 <= a.y || y - 11 >= a.y + 16);
  });
});

test("a name is nearer to its own dot than to any other, or has a line", () => {
  const gap = (box, [x, y]) => Math.hypot(Math.max(box.x - x, 0, x - box.x - 80), Math.max(box.y - y, 0, y - box.y - 16));
  const crowd = Array.from({ length: 25 }, (_, index) => name(index, 40 + ((index * 83) % 230), 20 + ((index * 47) % 160)));
  const spots = crowd.map(({ id, x, y }) => [id, x, y]);
  const beside = [...placeNames(crowd, spots, 11, BOX)].filter(([, { lead }]) => !lead);
  assert.ok(beside.length > 3);
  for (const [id, { dx, dy }] of beside) {
    const box = { x: crowd[id].x + dx, y: crowd[id].y + dy };
    for (const [other, ...at] of spots) if (other !== id) assert.ok(gap(box, at) > gap(box, [crowd[id].x, crowd[id].y]), `${id} and ${other}`);
  }
});

test("a name is not put on the line of another dot that is a little farther away", () => {
  const found = placeNames([name("a", 100, 100, { side: RIGHT })], [["a", 100, 100], ["b", 220, 100]], 11, BOX).get("a");
  assert.notEqual(found.side, RIGHT);
});

test("a name without room beside its dot stands off, at the end of a line that crosses no dot", () => {
  const ring = [[66, 100], [134, 100], [100, 70], [100, 130], [75, 75], [125, 75], [75, 125]].map(([x, y], index) => [index, x, y]);
  const spots = [["a", 100, 100], ...ring];
  const { dx, dy, lead } = placeNames([name("a", 100, 100)], spots, 11, BOX).get("a");
  const [x1, y1, x2, y2] = lead;
  assert.ok(Math.abs(Math.hypot(x1, y1) - 11) < 1e-9, "from the dot's edge");
  assert.ok(x2 >= dx - 3.1 && x2 <= dx + 83.1 && y2 >= dy - 3.1 && y2 <= dy + 19.1, "to the name");
  for (let share = 0; share <= 1; share += 0.1) {
    const at = [100 + x1 + (x2 - x1) * share, 100 + y1 + (y2 - y1) * share];
    for (const [, x, y] of ring) assert.ok(distance(at, [x, y]) >= 10, "clear of dots");
  }
  assert.ok(!placeNames([name("a", 100, 100, { isStraight: true })], spots, 11, BOX).has("a"), "not in a crowd");
});

test("lines to names do not cross", () => {
  const row = Array.from({ length: 20 }, (_, index) => name(index, 30 + ((index * 189) % 540), 120));
  const found = placeNames(row, row.map(({ id, x, y }) => [id, x, y]), 11, { x: 0, y: 0, width: 600, height: 260 });
  const lines = [...found].filter(([, { lead }]) => lead).map(([id, { lead }]) => lead.map((value, index) => value + (index % 2 ? row[id].y : row[id].x)));
  const turn = ([ax, ay], [bx, by], [cx, cy]) => Math.sign((bx - ax) * (cy - ay) - (by - ay) * (cx - ax));
  assert.ok(lines.length > 3);
  lines.forEach(([ax, ay, bx, by], index) => {
    for (const [cx, cy, dx, dy] of lines.slice(0, index)) {
      const [a, b, c, d] = [[ax, ay], [bx, by], [cx, cy], [dx, dy]];
      assert.ok(!(turn(a, b, c) * turn(a, b, d) < 0 && turn(c, d, a) * turn(c, d, b) < 0));
    }
  });
});

test("names in one row are apart", () => {
  const found = placeNames([name("a", 20, 100, { side: RIGHT }), name("b", 230, 100, { side: LEFT })], [], 11, BOX);
  const ends = [20 + found.get("a").dx + 80, 230 + found.get("b").dx];
  assert.ok(found.get("b").side !== LEFT || ends[1] - ends[0] >= 6);
});

test("a name that must be shown is shown, shifted into the box where it is too wide for the side", () => {
  const wide = name("a", 20, 100, { width: 290, must: true });
  const found = placeNames([wide], [["b", 20, 80], ["c", 20, 120]], 11, BOX).get("a");
  assert.equal(found.side, ABOVE);
  assert.ok(20 + found.dx >= 0 && 20 + found.dx + 290 <= 300);
});
