/**
 * What fingers, mouse, wheel and keys mean on the chart. This module knows pointers
 * and their history, nothing of tools: it asks `on` what lies under a point and
 * tells it what was done. Points are [x, y] in pixels of the element.
 */

import { distance } from "./geometry.js";

const SLOP = { mouse: 3, pen: 5, touch: 8 }; // px that a pointer may wander within a tap
const TWICE_WITHIN = 320; // ms between the two taps of a double tap
const TWICE_NEAR = 28; // px between the two taps of a double tap
const STEP = 1; // axis points that an arrow key moves
const STRIDE = 10; // axis points that an arrow key moves with Shift
const WHEEL_ZOOM = 0.0016; // of the zoom's logarithm per px of wheel; trackpad pinches move few px
const LINE = 16; // px of a wheel that counts in lines
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowDown: [0, -1], ArrowUp: [0, 1] };

/** How far a key moves a draft, in axis points; null for other keys. */
export function stepOf({ key, shiftKey, ctrlKey, altKey, metaKey }) {
  const arrow = ctrlKey || altKey || metaKey ? null : ARROWS[key];
  return arrow ? arrow.map((way) => way * (shiftKey ? STRIDE : STEP)) : null;
}

/** By how much a wheel's turn magnifies. */
export function wheelFactor({ deltaY, deltaMode }) {
  const px = deltaY * (deltaMode === 1 ? LINE : 1);
  return Math.exp(-Math.max(-120, Math.min(120, px)) * WHEEL_ZOOM * (Math.abs(px) < 30 ? 6 : 1.5));
}

/** Whether a tap is the second of a double tap; taps are {point, time} with time in ms. */
export function isDoubleTap(first, second) {
  return Boolean(first) && second.time - first.time <= TWICE_WITHIN && distance(first.point, second.point) <= TWICE_NEAR;
}

/**
 * Listen to an element. `on` answers: owns(point), hit(point, type) → id | null, canMove(id),
 * isZoomed(); and is told: press(id), grab(id, point, type), drag(point), drop(point), giveUp(),
 * tap(point, id, type, isSecond), hover(point | null, type), pinch(before, after), pan(by),
 * zoom(factor, point), key(event). Returns {isDragging(), cancel(), destroy()}.
 */
export function listenTo(element, on) {
  const ending = new AbortController();
  const listen = (type, call, options = {}) => element.addEventListener(type, call, { signal: ending.signal, ...options });
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
    if (event.button !== 0 || pointers.size > 1) return;
    if (!pointers.size && !on.owns(point)) return;
    pointers.set(event.pointerId, point);
    element.setPointerCapture(event.pointerId);
    if (event.pointerType === "mouse") event.preventDefault();
    if (pointers.size === 2) {
      if (mode === "drag") on.giveUp();
      mode = "pinch";
      return;
    }
    press = { id: on.hit(point, event.pointerType), point, type: event.pointerType };
    mode = "press";
    on.press(press.id);
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
      mode = press.id !== null && on.canMove(press.id) ? "drag" : "pan";
      if (mode === "drag") on.grab(press.id, press.point, press.type);
    }
    if (mode === "drag") on.drag(point);
    else if (mode === "pan") on.pan([point[0] - before[0], point[1] - before[1]]);
    else if (mode === "pinch" && pair.length === 2) on.pinch(pair, [...pointers.values()]);
  }

  function up(event) {
    const point = pointers.get(event.pointerId);
    if (!pointers.delete(event.pointerId)) return;
    if (mode === "drag") on.drop(point);
    else if (mode === "press" && event.type === "pointerup") {
      const tap = { point: press.point, time: event.timeStamp };
      const isSecond = isDoubleTap(lastTap, tap);
      lastTap = isSecond ? null : tap;
      on.tap(press.point, press.id, press.type, isSecond);
    }
    mode = mode === "pinch" && pointers.size ? "pan" : null;
  }

  function wheel(event) {
    const point = pointOf(event);
    const isPinch = event.ctrlKey || event.metaKey;
    if (!on.owns(point) || !(isPinch || on.isZoomed())) return;
    event.preventDefault();
    const unit = event.deltaMode === 1 ? LINE : 1;
    if (isPinch) on.zoom(wheelFactor(event), point);
    else on.pan([-event.deltaX * unit, -event.deltaY * unit]);
  }

  function cancel() {
    if (mode !== "drag") return false;
    mode = "pan";
    on.giveUp();
    return true;
  }

  listen("pointerdown", down);
  listen("pointermove", move);
  listen("pointerup", up);
  listen("pointercancel", up);
  listen("lostpointercapture", up);
  listen("pointerleave", (event) => pointers.size || on.hover(null, event.pointerType));
  listen("touchstart", (event) => event.cancelable && pointers.size && event.preventDefault(), { passive: false });
  listen("contextmenu", (event) => pointers.size && event.preventDefault());
  listen("wheel", wheel, { passive: false });
  listen("keydown", (event) => on.key(event));

  return { isDragging: () => mode === "drag", cancel, destroy: () => ending.abort() };
}
