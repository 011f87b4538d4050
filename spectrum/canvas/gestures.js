/**
 * What fingers, mouse, wheel and keys mean on the chart. This module knows pointers
 * and their history, nothing of tools: it asks `on` what lies under a point and
 * tells it what was done. Points are [x, y] in pixels of the element.
 */

import { clamp, distance } from "./geometry.js";

const SLOP = { mouse: 3, pen: 5, touch: 8 }; // px that a pointer may wander within a tap
const TWICE_WITHIN = 320; // ms between the two taps of a double tap
const TWICE_NEAR = 28; // px between the two taps of a double tap
const STEP = 1; // axis points that an arrow key moves
const STRIDE = 10; // axis points that an arrow key moves with Shift
const PINCH_ZOOM = 0.01; // of the zoom's logarithm per px of wheel that a trackpad's pinch sends
const WHEEL_MOST = 25; // px of wheel that count at a time: a mouse's notch sends 100
const LINE = 16; // px of a wheel that counts in lines
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowDown: [0, -1], ArrowUp: [0, 1] };

/** How far a key moves a draft, in axis points; undefined for other keys. */
export function stepOf({ key, shiftKey, ctrlKey, altKey, metaKey }) {
  if (ctrlKey || altKey || metaKey) return undefined;
  return ARROWS[key]?.map((way) => way * (shiftKey ? STRIDE : STEP));
}

/** By how much a turn of the wheel magnifies. */
export const wheelFactor = (px) => Math.exp(-clamp(px, -WHEEL_MOST, WHEEL_MOST) * PINCH_ZOOM);

/** Whether a tap is the second of a double tap; taps are {point, time} with time in ms. */
export function isDoubleTap(first, second) {
  return Boolean(first) && second.time - first.time <= TWICE_WITHIN && distance(first.point, second.point) <= TWICE_NEAR;
}

/**
 * Listen to an element. `on` answers owns(point), hit(point, type) → id | null, canMove(),
 * isZoomed(), and is told grab(id, point, type), drag(point), drop(), giveUp(),
 * tap(point, id, type, isSecond), hover(point | null, type), pinch(before, after), pan(by),
 * zoom(factor, point) and key(event). Returns {cancel() → whether a drag was given up, destroy()}.
 */
export function listenTo(element, on) {
  const ending = new AbortController();
  const pointers = new Map();
  let mode = null; // "press" | "drag" | "pan" | "pinch"
  let press = null;
  let lastTap = null;

  const pointOf = (event) => {
    const box = element.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };

  function down(event) {
    const point = pointOf(event);
    if (event.button !== 0 || pointers.size > 1 || !(pointers.size || on.owns(point))) return;
    pointers.set(event.pointerId, point);
    element.setPointerCapture(event.pointerId);
    if (pointers.size === 2) {
      cancel();
      mode = "pinch";
    } else {
      press = { id: on.hit(point, event.pointerType), point, type: event.pointerType };
      mode = "press";
    }
  }

  function move(event) {
    const point = pointOf(event);
    const before = pointers.get(event.pointerId);
    if (!before) {
      if (event.pointerType !== "touch" && !pointers.size) on.hover(point, event.pointerType);
      return;
    }
    const pair = [...pointers.values()];
    pointers.set(event.pointerId, point);
    if (mode === "press" && distance(point, press.point) > (SLOP[press.type] ?? SLOP.touch)) {
      mode = press.id !== null && on.canMove() ? "drag" : "pan";
      if (mode === "drag") on.grab(press.id, press.point, press.type);
    }
    if (mode === "drag") on.drag(point);
    else if (mode === "pan") on.pan([point[0] - before[0], point[1] - before[1]]);
    else if (mode === "pinch") on.pinch(pair, [...pointers.values()]);
  }

  function up(event) {
    if (!pointers.delete(event.pointerId)) return;
    const was = mode;
    mode = pointers.size ? "pan" : null;
    if (was === "drag") on.drop();
    if (was !== "press" || event.type !== "pointerup") return;
    const tap = { point: press.point, time: event.timeStamp };
    const isSecond = isDoubleTap(lastTap, tap);
    lastTap = isSecond ? null : tap;
    on.tap(press.point, press.id, press.type, isSecond);
  }

  function wheel(event) {
    const point = pointOf(event);
    const isPinch = event.ctrlKey || event.metaKey;
    if (!on.owns(point) || !(isPinch || on.isZoomed())) return;
    event.preventDefault();
    const [dx, dy] = [event.deltaX, event.deltaY].map((by) => by * (event.deltaMode === 1 ? LINE : 1));
    if (isPinch) on.zoom(wheelFactor(dy), point);
    else on.pan([-dx, -dy]);
  }

  function cancel() {
    if (mode !== "drag") return false;
    mode = "pan";
    on.giveUp();
    return true;
  }

  const listen = (type, call) => element.addEventListener(type, call, { signal: ending.signal, passive: false });
  listen("pointerdown", down);
  listen("pointermove", move);
  for (const type of ["pointerup", "pointercancel", "lostpointercapture"]) listen(type, up);
  listen("pointerleave", (event) => event.pointerType !== "touch" && !pointers.size && on.hover(null, event.pointerType));
  // The page neither scrolls nor opens a menu nor moves the focus under a finger that the chart follows.
  for (const type of ["touchstart", "contextmenu", "mousedown"]) listen(type, (event) => pointers.size && event.preventDefault());
  listen("wheel", wheel);
  listen("keydown", on.key);
  return { cancel, destroy: () => ending.abort() };
}
