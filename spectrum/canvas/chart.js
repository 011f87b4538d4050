/**
 * The chart: axes, dots, own votes, the draft, the tray, and what moves. What is drawn
 * is kept apart from what is focused: marks may be raised above one another, while the
 * handles, which screen readers and the tab key meet, stay in number order.
 */

import {
  ABOVE,
  BELOW,
  LEFT,
  RIGHT,
  WHOLE,
  axisNumber,
  baseLine,
  broughtIn,
  clamp,
  distance,
  dotRadius,
  fanOut,
  inflated,
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
} from "./geometry.js";
import { listenTo, stepOf } from "./gestures.js";

const GLIDE = 600; // ms that a dot takes to its new place
const FAN_GLIDE = 140; // ms
const FAN_AFTER = 180; // ms that a mouse rests on a pile before it fans out
const RING = 300; // ms of a splash's ring
const RECENT = 5_000; // ms that the vote of another stays visible
const SPECK = 0.6; // its opacity at first
const FADES = 5; // steps of its fading, few because each draws the chart anew
const SPLASHES_MOST = 240; // at a time; the oldest make room
const MARK = 11; // px: radius at which marks are drawn before they are scaled
const TARGET = 44; // px across that a finger can hit
const NEAR = { mouse: 4, pen: 5, touch: 7 }; // px beside a dot that still hit it where precision counts
const PILE_WITHIN = 1.5; // radii from centre to centre of dots that hide one another
const FINGER_WITHIN = 10; // px beside a dot of others that a finger may have meant
const RAISED = 1.18; // times larger: the dot that is selected, pointed at or focused
const RING_AROUND = 1.2; // radii from a dot within which one's own ring goes around it
const RING_APART = 0.64; // radii: one's own ring elsewhere
const BELOW_LINE = -2.1; // radii: own votes in 1-D
const ABOVE_FINGER = 40; // px from the draft to its name while a finger covers it
const PUT_BACK = 12; // px outside the frame from which a tool of the tray counts as put back
const READ_FROM = 4.5; // letters from the frame at which a draft leaves room for its reading there
const NAME_MOST = 30; // characters of a name on the wall
const NAMES_FROM = 640; // px of width from which every tool is named
const NAME_INSIDE = 4; // px from the frame to a name
const LINE_HEIGHT = 1.25; // letters
const KEY_ZOOM = 1.5; // times, at each + and −
const TAP_ZOOM = 3; // times, at a double tap
const MIDDLE = 50; // axis points: the y of what has none
const [PLAIN, BOLD] = [400, 600]; // weights of letters, as in canvas.css
const SPACE = "http://www.w3.org/2000/svg";

/* --- pure ------------------------------------------------------------------ */

/** The fill of a dot, from "not ready" at 0 over "half" to "ready" at 100 axis points. */
export function readiness(y) {
  const share = Math.round(clamp(y, 0, 100)) * 2;
  const [more, less] = share <= 100 ? ["half-ready", "not-ready"] : ["ready", "half-ready"];
  return `color-mix(in srgb, var(--${more}) ${share <= 100 ? share : share - 100}%, var(--${less}))`;
}

/** The share of a glide that is still to go; 0 to 1 in, 1 to 0 out, slowing down. */
export const restOf = (share) => (1 - clamp(share, 0, 1)) ** 3;

/** Where a tool's dot belongs: at the collective position, else at one's own vote, else in the tray. */
export function homeOf({ x, y, mine }) {
  if (x !== null) return { at: "plot", x, y: y ?? MIDDLE };
  if (mine?.kind === "place") return { at: "own", x: mine.x, y: mine.y ?? MIDDLE };
  return { at: "tray" };
}

/** What a screen reader says of a tool. */
export function describe({ number, name, n, x, y, mine }, { axes, dimension, hidden }, draft = null) {
  const place = (across, up) => {
    const words = `${axisNumber(across)} of 100 ${axes.right}`;
    return dimension === 1 || up === null ? words : `${words}, ${axisNumber(up)} of 100 ${axes.top}`;
  };
  const nowhere = hidden ? "position hidden" : "no position yet";
  const parts = [`${number} ${name}`, x === null ? nowhere : place(x, y), n === 1 ? "1 vote" : `${n} votes`];
  if (mine?.kind === "place") parts.push(`your vote: ${place(mine.x, mine.y)}`);
  if (mine?.kind === "unsure") parts.push("you are unsure");
  if (mine?.kind === "unknown_tool") parts.push("you don’t know it");
  if (draft) parts.push(`not saved yet: ${place(draft.x, draft.y)}`);
  return parts.join("; ");
}

/** A text cut to so many characters. */
export const shortened = (text, most) => (text.length > most ? `${text.slice(0, most - 1).trimEnd()}…` : text);

/* --- drawing ---------------------------------------------------------------- */

function put(node, values) {
  for (const [key, value] of Object.entries(values)) {
    const text = typeof value === "number" ? String(Math.round(value * 10) / 10) : value;
    if (node.getAttribute(key) !== text) node.setAttribute(key, text);
  }
  return node;
}

function make(name, values = {}, ...children) {
  const node = put(document.createElementNS(SPACE, name), values);
  node.append(...children);
  return node;
}

const move = (node, [x, y], scale = 1) =>
  put(node, { transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})${scale === 1 ? "" : ` scale(${scale.toFixed(3)})`}` });
const write = (node, text) => node.textContent === text || (node.textContent = text);
const show = (node, isShown) => node.classList.toggle("is-off", !isShown);
const dress = (node, name, flags) => put(node, { class: [name, ...Object.keys(flags).filter((flag) => flags[flag])].join(" ") });

function drawLine(node, ends) {
  show(node, ends);
  if (ends) put(node, { x1: ends[0], y1: ends[1], x2: ends[2], y2: ends[3] });
}

function makeMark() {
  const halo = make("circle", { class: "halo", r: MARK + 6 });
  const body = make("circle", { class: "body", r: MARK });
  const number = make("text", { class: "number", dy: ".35em" });
  return { halo, body, number, dot: make("g", { class: "dot" }, halo, body, number) };
}

function addButton(host, className, textContent, title, onclick) {
  const button = Object.assign(document.createElement("button"), { type: "button", className, textContent, title, onclick, hidden: true });
  host.append(button);
  return button;
}

/** Draw a board's tools in an empty element and tell `handlers` what the visitor does there. */
export function createChart(host, handlers) {
  const layer = (name) => make("g", { class: name });
  const [scale, links, splashes, rings, dots, front, names, handles] = ["scale", "links", "splashes", "rings", "dots", "front", "names", "handles"].map(layer);
  const [mid, base, leaders, guides] = ["mid", "base", "leaders", "guides"].map((name) => make("path", { class: name }));
  const [ground, tray] = ["ground", "tray"].map((name) => make("rect", { class: name, rx: 4 }));
  const title = make("text", { class: "caption", dy: "1em" });
  const clip = make("svg", { class: "clip" }, links, splashes);
  const disc = make("circle", { class: "disc" });
  const draftLine = make("line");
  const draftMark = makeMark();
  const readX = make("text", { class: "reading", "text-anchor": "middle" });
  const readY = make("text", { class: "reading", dy: ".35em" });
  const below = [ground, mid, base, scale, tray, title, clip, dots, rings];
  const picture = make("g", { "aria-hidden": "true" }, ...below, disc, leaders, front, guides, draftLine, draftMark.dot, names, readX, readY);
  const svg = make("svg", { class: "plane", role: "group" }, picture, handles);
  host.append(svg);
  const whole = addButton(host, "whole", "Whole chart", "Show the whole chart", () => zoomTo(WHOLE));
  const more = addButton(host, "more", "", "Show more tools that wait", () => {
    [page, kept] = [page + 1, null];
    settle();
  });

  const entries = new Map(); // tool id → what is drawn for it
  const gliding = new Set();
  const named = new Map(); // tool id → {node, side, dx, dy}
  const widths = new Map(); // weight and text → px at the present size of letters
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const pen = document.createElement("canvas").getContext("2d");
  let size = null; // {width, height, em, font}
  let view = null;
  let camera = WHOLE;
  let stage = null; // {frame, plot, tray}
  let radius = MARK; // of a dot that nobody points at
  let numbered = MARK; // radius of a dot with its number
  let isPlain = false; // whether only the dots that somebody points at have numbers
  let drag = null; // a draft, and how it is held
  let released = null; // the draft just made here, until the next view knows it
  let fan = null; // {centre, radius, places}
  let hovered = null;
  let focused = null;
  let resting = null;
  let frame = null;
  let page = 0;
  let kept = null; // the tool that the tray's page must hold
  let isPointing = false; // focus comes from a pointer, not from the keyboard

  /* --- places --- */

  const isFlat = () => view.dimension === 1;
  const isWall = () => view.mode === "wall";
  const isNaming = () => isWall() || size.width >= NAMES_FROM; // every tool, where there is room
  const draftNow = () => drag ?? released ?? view.draft;
  const isDrafted = (id) => draftNow()?.toolId === id;
  const isActive = (id) => id === hovered || id === view.selected || id === focused || Boolean(fan?.places.has(id));
  const isSeen = (at) => isInside(inflated(stage.frame, 1), at);
  const all = () => [...entries.values()];
  const sizeOf = (id) => (isActive(id) ? numbered : radius);

  function pixelOf(x, y, lift = radius + 3) {
    const at = toPixel(stage.plot, camera, [x, y ?? MIDDLE]);
    return isFlat() ? [at[0], baseLine(stage.plot) - lift] : at;
  }

  const ownPixel = ({ x, y }) => pixelOf(x, y, BELOW_LINE * radius);
  const draftPixel = (draft) => draft.ghost ?? ownPixel(draft);

  /**
   * Send a mark to a place; without `duration` at once, but for a glide that goes on. A gliding mark
   * stands at its target plus an offset that fades, so it may be sent elsewhere at any time.
   */
  function send(entry, target, duration) {
    if (entry.target && distance(entry.target, target) < 0.05) return;
    if (!entry.spot || still.matches) {
      entry.spot = target;
      gliding.delete(entry);
    } else if (duration) {
      entry.glide = { by: [entry.spot[0] - target[0], entry.spot[1] - target[1]], start: performance.now(), duration };
      gliding.add(entry);
    } else if (!gliding.has(entry)) entry.spot = target;
    entry.target = target;
  }

  /** Work out every place anew and draw; what moves does so within `duration` ms. */
  function settle(duration = 0) {
    if (!view || !size?.width || !size.height) return;
    const waiting = all().filter(({ home }) => home.at === "tray");
    const placed = all().filter(({ home }) => home.at !== "tray");
    const crowd = { zoom: camera.zoom, em: isWall() ? size.em : 0 };
    const isSteady = drag && stage && (stage.tray || !waiting.length); // nothing shifts under a finger
    if (!isSteady) stage = layOut(size.width, size.height, { em: size.em, radius: dotRadius(1, Infinity, crowd), waiting: waiting.length });
    const { plot } = stage;
    camera = pannedBy(plot, camera, [0, 0]);
    sizeDots(placed, plot.width * plot.height, crowd);
    for (const entry of placed) {
      const { tool } = entry;
      entry.isAway = camera.zoom > 1 && !isSeen(entry.place);
      send(entry, fan?.places.get(tool.id) ?? entry.place, duration);
    }
    settleTray(waiting, duration);
    paintAxes();
    paintFan();
    repaint();
    whole.hidden = camera.zoom === 1;
    handlers.onSettle?.();
    wake();
  }

  /** Choose the dots' size and whether they have numbers, and work out their places, which depend on it. */
  function sizeDots(placed, area, crowd) {
    const place = (size) => {
      radius = size;
      const across = placed.map(({ home }) => pixelOf(home.x, 0)[0]);
      const { plot } = stage;
      const levels = isFlat() ? stackUp(across, radius, baseLine(plot) - plot.y - radius) : [];
      placed.forEach((entry, index) => {
        const { home } = entry;
        entry.place = home.at === "own" && isFlat() ? ownPixel(home) : pixelOf(home.x, home.y, radius + 3 + (levels[index] ?? 0));
      });
    };
    numbered = dotRadius(placed.length, area, crowd);
    place(numbered);
    if (!drag) isPlain = isCrowded(placed.map((entry) => entry.place), radius, camera.zoom, isPlain);
    if (isPlain) place(plainRadius(placed.length, area, crowd));
  }

  function settleTray(waiting, duration) {
    const { tray: shape } = stage;
    for (const node of [tray, title]) show(node, shape);
    more.hidden = true;
    if (!shape) return;
    const { box, pitch, isWide } = shape;
    const pageNow = trayPage(waiting.map(({ tool }) => tool.id), shape, page, kept);
    page = pageNow.page;
    for (const entry of waiting) {
      const index = pageNow.shown.indexOf(entry.tool.id);
      const wasAway = entry.isAway;
      entry.isAway = index < 0;
      entry.place = slotAt(shape, Math.max(0, index));
      send(entry, entry.place, wasAway || entry.isAway ? 0 : duration);
    }
    put(tray, box);
    const edge = size.em * 0.35;
    if (isWide) put(title, { transform: `translate(${box.x + edge} ${box.y + 6}) rotate(-90)`, "text-anchor": "end" });
    else put(title, { transform: `translate(${box.x + 6} ${box.y + edge})`, "text-anchor": "start" });
    const words = `${waiting.length} not placed yet`;
    write(title, widthOf(words) < (isWide ? box.height : box.width) - 8 ? words : String(waiting.length));
    if (!pageNow.more) return;
    more.hidden = false;
    write(more, `+${pageNow.more}`);
    const [x, y] = slotAt(shape, pageNow.shown.length);
    Object.assign(more.style, { left: `${x - pitch / 2}px`, top: `${y - pitch / 2}px`, height: `${pitch}px` });
  }

  /* --- tools --- */

  function addEntry(tool) {
    const outline = make("circle", { class: "outline", r: MARK + 5 });
    const reach = make("circle", { class: "reach", r: TARGET / 2 });
    const handle = make("g", { class: "handle", role: "button" }, reach, make("circle", { class: "touch", r: MARK }), outline);
    const entry = { ...makeMark(), handle, outline, ring: make("circle"), link: make("line"), spot: null, target: null };
    dots.append(entry.dot);
    rings.append(entry.ring);
    links.append(entry.link);
    handle.addEventListener("focus", () => onFocus(entry));
    handle.addEventListener("blur", () => {
      if (focused === entry.tool.id) focused = null;
      repaint();
    });
    entries.set(tool.id, entry);
    return entry;
  }

  function removeEntry(id) {
    if (drag?.toolId === id) gestures.cancel();
    if (fan?.places.has(id)) fan = null;
    if (hovered === id) hovered = null;
    const entry = entries.get(id);
    gliding.delete(entry);
    entries.delete(id);
    for (const node of [entry.dot, entry.handle, entry.ring, entry.link]) node.remove();
  }

  /** Draw what follows from a tool's state; `step` draws what follows from its motion. */
  function paint(entry) {
    const { tool, home, dot, halo, body, number, handle, ring, link } = entry;
    const draft = isDrafted(tool.id) ? draftNow() : null;
    const isFilled = home.at === "plot" && tool.y !== null;
    const isSelected = tool.id === view.selected;
    const inFan = fan?.places.has(tool.id);
    const isRaised = isActive(tool.id);
    const places = [...entry.target, entry.place, radius, isPlain, camera.zoom, camera.x, camera.y, stage.plot.width, stage.plot.height];
    const flags = [isSelected, isRaised, tool.id === focused, entry.isAway, Boolean(fan), inFan, view.dimension, view.hidden, view.mode];
    const looks = JSON.stringify([tool, draft, places, flags]);
    if (looks === entry.looks) return;
    entry.looks = looks;
    dress(dot, "dot", {
      "is-hollow": !isFilled || !tool.n,
      "is-own": home.at === "own",
      "is-plain": isPlain && !isRaised && home.at !== "tray",
      "is-dimmed": tool.dimmed || (fan && !inFan),
      "is-off": entry.isAway || (draft && home.at === "tray"),
    });
    const fill = isFilled ? readiness(tool.y) : "";
    if (entry.fill !== fill) body.style.fill = entry.fill = fill;
    writeNumber(number, tool);
    put(handle, { "aria-label": describe(tool, view, draft), "aria-pressed": String(isSelected), tabindex: tool.dimmed ? "-1" : "0" });
    show(halo, isSelected);
    show(entry.outline, tool.id === focused && !fan);
    move(handle, draft ? draftPixel(draft) : entry.target);
    const above = isRaised ? front : dots;
    if (dot.parentNode !== above) above.append(dot);

    const hasRing = home.at === "plot" && tool.mine?.kind === "place";
    entry.own = hasRing ? ownPixel({ x: tool.mine.x, y: tool.mine.y ?? tool.y }) : null;
    const emphasis = { "is-strong": isRaised && !draft, "is-dimmed": tool.dimmed || draft || fan };
    dress(ring, "ring", { ...emphasis, "is-off": !hasRing || !isSeen(entry.own) });
    dress(link, "link", { ...emphasis, "is-off": !hasRing });
    if (hasRing) {
      const around = sizeOf(tool.id);
      entry.reach = distance(entry.own, entry.place) < RING_AROUND * around ? around + 2.5 : isPlain ? radius : radius * RING_APART;
      move(put(ring, { r: entry.reach }), entry.own);
    }
    step(entry);
  }

  function writeNumber(node, { number }) {
    write(node, String(number));
    node.classList.toggle("is-long", number > 99);
  }

  function step({ tool, home, dot, spot, own, link, reach }) {
    const size = home.at === "tray" && !isWall() ? MARK : sizeOf(tool.id);
    move(dot, spot, (size * (isActive(tool.id) && !fan ? RAISED : 1)) / MARK);
    if (own) drawLine(link, lineBetween(own, reach, spot, sizeOf(tool.id)));
    const name = named.get(tool.id);
    if (name && !isDrafted(tool.id)) move(name.node, [spot[0] + name.dx, spot[1] + name.dy]);
    if (isDrafted(tool.id)) paintDraftLine();
  }

  /** Draw everything anew where nothing has moved. */
  function repaint() {
    if (!stage) return;
    for (const entry of entries.values()) paint(entry);
    paintDraft();
    paintNames();
  }

  /* --- axes --- */

  function paintAxes() {
    const { frame: box, plot } = stage;
    const { left, right, bottom, top } = view.axes;
    const edge = size.em * 0.55;
    const [end, foot] = [box.x + box.width, box.y + box.height];
    const [x, y] = toPixel(plot, camera, [MIDDLE, MIDDLE]);
    const line = baseLine(plot);
    put(ground, box);
    put(clip, box);
    for (const node of [links, splashes]) move(node, [-box.x, -box.y]);
    put(mid, { d: (x > box.x && x < end ? `M${x} ${box.y}V${foot}` : "") + (!isFlat() && y > box.y && y < foot ? `M${box.x} ${y}H${end}` : "") });
    put(base, { d: isFlat() ? `M${box.x} ${line}H${end}` : "" });
    const keys = view.votingOpen ? " Arrow keys move a tool by 1, with Shift by 10; Enter votes, Escape discards." : "";
    put(svg, { "aria-label": `Chart of tools from ${left} to ${right}${isFlat() ? "" : ` and from ${bottom} to ${top}`}.${keys}` });

    const low = toAxis(plot, camera, [plot.x, plot.y + plot.height]);
    const high = toAxis(plot, camera, [plot.x + plot.width, plot.y]);
    const texts = [
      [left, "end end-left", { x: box.x, y: foot + edge }],
      [right, "end end-right", { x: end, y: foot + edge }],
    ];
    for (const value of ticks(low[0], high[0], plot.width / size.em)) {
      const [at] = toPixel(plot, camera, [value, 0]);
      const isFree = at - 2 * size.em > box.x + widthOf(left, BOLD) && at + 2 * size.em < end - widthOf(right, BOLD);
      if (isFree) texts.push([axisNumber(value), "tick tick-x", { x: at, y: foot + edge }]);
    }
    if (!isFlat()) {
      const upright = (at) => `translate(${box.x - edge} ${at}) rotate(-90)`;
      texts.push([bottom, "end end-bottom", { transform: upright(foot) }], [top, "end end-top", { transform: upright(box.y) }]);
      for (const value of ticks(low[1], high[1], plot.height / size.em)) {
        const [, at] = toPixel(plot, camera, [0, value]);
        const isFree = at - 1.5 * size.em > box.y + widthOf(top, BOLD) && at + 1.5 * size.em < foot - widthOf(bottom, BOLD);
        if (isFree) texts.push([axisNumber(value), "tick tick-y", { x: box.x - edge, y: at }]);
      }
    }
    const drawn = JSON.stringify(texts);
    if (scale.drawn === drawn) return;
    scale.drawn = drawn;
    scale.replaceChildren(...texts.map(([text, name, place]) => make("text", { class: name, ...place }, text)));
  }

  /* --- draft --- */

  function paintDraft() {
    const draft = draftNow();
    const entry = draft && entries.get(draft.toolId);
    const isPlacing = view.votingOpen && view.selected;
    dress(svg, "plane", { "is-dragging": drag, "is-placing": isPlacing, "is-open": view.votingOpen, "is-over": hovered });
    dress(draftLine, "link", { "is-strong": true, "is-off": true });
    dress(draftMark.dot, "dot", { "is-draft": true, "is-off": !entry || !(drag || isSeen(draftPixel(draft))) });
    const isGuided = entry && drag && !drag.ghost;
    for (const node of [guides, readX, readY]) show(node, isGuided);
    if (!entry) return;
    const at = draftPixel(draft);
    writeNumber(draftMark.number, entry.tool);
    move(draftMark.dot, at, (numbered / MARK) * RAISED);
    move(entry.handle, at);
    paintDraftLine();
    if (!isGuided) return;
    const { frame: box } = stage;
    const foot = box.y + box.height;
    const edge = size.em * 0.55;
    put(guides, { d: `M${at[0]} ${foot}V${at[1]}${isFlat() ? "" : `H${box.x}`}` });
    show(readX, foot - at[1] > READ_FROM * size.em);
    show(readY, !isFlat() && at[0] - box.x > READ_FROM * size.em);
    write(put(readX, { x: at[0], y: foot - edge }), axisNumber(draft.x));
    write(put(readY, { x: box.x + edge, y: at[1] }), axisNumber(draft.y ?? 0));
  }

  function paintDraftLine() {
    const from = draftPixel(draftNow());
    const { home, isAway, spot } = entries.get(draftNow().toolId);
    const isLinked = home.at !== "tray" && !isAway && isSeen(from);
    drawLine(draftLine, isLinked ? lineBetween(from, numbered * RAISED + 1, spot, sizeOf(draftNow().toolId)) : null);
  }

  /* --- names --- */

  function widthOf(text, weight = PLAIN) {
    const key = weight + text;
    if (!widths.has(key)) {
      pen.font = `${weight} ${size.font}`;
      widths.set(key, pen.measureText(text).width);
    }
    return widths.get(key);
  }

  function nameWithin(name, width, weight) {
    let text = isWall() ? shortened(name, NAME_MOST) : name;
    while (text.length > 4 && widthOf(text, weight) > width) text = shortened(text, text.length - 1);
    return text;
  }

  function isNamed({ tool: { id }, home, isAway }) {
    if (drag || isDrafted(id)) return isDrafted(id);
    return !isAway && (isNaming() && !fan ? home.at !== "tray" : fan ? fan.places.has(id) : isActive(id));
  }

  function paintNames() {
    const box = inflated(stage.frame, -NAME_INSIDE);
    const wanted = all().filter(isNamed).map((entry) => {
      const { tool, home, target } = entry;
      const draft = isDrafted(tool.id) ? draftNow() : null;
      const isCovered = draft && drag && drag.type !== "mouse";
      const must = !isNaming() || (!isWall() && isActive(tool.id));
      const weight = must ? BOLD : PLAIN;
      const text = nameWithin(tool.name, box.width - 8, weight);
      const [x, y] = draft ? draftPixel(draft) : target;
      const reach = isCovered ? ABOVE_FINGER : sizeOf(tool.id) * (isWall() ? 1 : RAISED) + (draft ? MARK / 2 : 0);
      const side = isCovered || home.at === "tray" ? ABOVE : draft && isFlat() ? BELOW : fan && !draft ? sideInFan(x, y) : named.get(tool.id)?.side;
      return { id: draft ? null : tool.id, entry, text, x, y, radius: reach, side, width: widthOf(text, weight), height: size.em * LINE_HEIGHT, must, isStraight: isPlain };
    });
    wanted.sort((a, b) => (b.id === null) - (a.id === null) || b.must - a.must || b.entry.tool.n - a.entry.tool.n);
    const spots = all().filter(({ tool, isAway }) => !isAway && (fan ? fan.places.has(tool.id) : !tool.dimmed && !drag));
    const isOutside = wanted.some(({ x, y }) => !isInside(stage.frame, [x, y]));
    const bounds = isOutside ? inflated({ x: 0, y: 0, ...size }, -4) : box;
    const rings = spots.filter(({ own }) => own && !fan && isSeen(own));
    const inTheWay = [...spots.map(({ tool, target }) => [tool.id, ...target]), ...rings.map(({ tool, own }) => [tool.id, ...own])];
    const found = placeNames(wanted, inTheWay, radius, bounds);
    const shown = new Set();
    for (const { id, entry, text, x, y, must } of wanted) {
      const place = found.get(id);
      if (!place) continue;
      const toolId = entry.tool.id;
      const node = named.get(toolId)?.node ?? names.appendChild(make("g", {}, make("line", { class: "lead" }), make("text", { dy: "1em" })));
      const { dx, dy, lead } = place;
      drawLine(node.firstChild, lead && [lead[0] - dx, lead[1] - dy, lead[2] - dx, lead[3] - dy]);
      write(dress(node.lastChild, "name", { "is-strong": must }), text);
      named.set(toolId, { node, ...place });
      shown.add(toolId);
      const from = id === null ? [x, y] : entry.spot;
      move(node, [from[0] + dx, from[1] + dy]);
    }
    for (const [id, { node }] of named) {
      if (shown.has(id)) continue;
      node.remove();
      named.delete(id);
    }
  }

  function sideInFan(x, y) {
    const [dx, dy] = [x - fan.centre[0], y - fan.centre[1]];
    if (Math.abs(dx) > Math.abs(dy) * 0.4) return dx > 0 ? RIGHT : LEFT;
    return dy > 0 ? BELOW : ABOVE;
  }

  /* --- fan --- */

  function openFan(ids, type) {
    const spacing = Math.max(2 * numbered + 10, type === "mouse" ? 0 : TARGET);
    fan = fanOut(ids.map((id) => [id, ...entries.get(id).place]), spacing, inflated(stage.frame, -numbered - 4));
    settle(FAN_GLIDE);
  }

  function closeFan() {
    clearTimeout(resting);
    if (!fan) return;
    fan = null;
    settle(FAN_GLIDE);
  }

  function paintFan() {
    show(disc, fan);
    show(leaders, fan);
    if (!fan) return;
    put(disc, { cx: fan.centre[0], cy: fan.centre[1], r: fan.radius + numbered + 6 });
    put(leaders, { d: [...fan.places].map(([id, at]) => `M${entries.get(id).place}L${at}`).join("") });
  }

  /* --- motion: one loop, which stops when nothing moves --- */

  function wake() {
    if (gliding.size) frame ??= requestAnimationFrame(tick);
  }

  function tick() {
    frame = null;
    const now = performance.now();
    for (const entry of gliding) {
      const { by, start, duration } = entry.glide;
      const rest = restOf((now - start) / duration);
      entry.spot = [entry.target[0] + by[0] * rest, entry.target[1] + by[1] * rest];
      if (!rest) gliding.delete(entry);
      step(entry);
    }
    wake();
  }

  /** Show the votes of one moment: their rings one by one, their fading together. */
  function splash(votes) {
    const batch = make("g", { class: "splash" });
    for (const [toolId, x, y] of votes) {
      if (!entries.has(toolId)) continue;
      const [cx, cy] = pixelOf(x, y);
      const speck = make("circle", { class: "speck", cx, cy, r: numbered * 0.28 });
      speck.style.color = readiness(y ?? MIDDLE);
      batch.append(speck);
      if (still.matches) continue;
      const wave = make("circle", { class: "wave", cx, cy, r: numbered });
      wave.style.color = speck.style.color;
      batch.append(wave);
      const growing = { r: [`${numbered * 0.4}px`, `${numbered * 2}px`], strokeOpacity: [1, 0] };
      wave.animate(growing, { duration: RING, easing: "ease-out" }).onfinish = () => wave.remove();
    }
    splashes.append(batch);
    while (splashes.querySelectorAll(".speck").length > SPLASHES_MOST) splashes.firstChild.remove();
    fade(batch, FADES);
  }

  function fade(batch, left) {
    put(batch, { "fill-opacity": (SPECK * left) / FADES });
    if (left) setTimeout(fade, RECENT / FADES, batch, left - 1);
    else batch.remove();
  }

  /* --- what the visitor does --- */

  function spotsNow() {
    const spots = [];
    for (const { tool, home, spot, own, isAway } of entries.values()) {
      if (tool.dimmed || (fan && !fan.places.has(tool.id))) continue;
      if (own && !fan && isSeen(own)) spots.push([tool.id, ...own]);
      if (!isAway && !(isDrafted(tool.id) && home.at === "tray")) spots.push([tool.id, ...spot]);
    }
    const draft = draftNow();
    if (entries.has(draft?.toolId)) spots.push([draft.toolId, ...draftPixel(draft)]);
    return spots;
  }

  /**
   * The tool under a point. A finger needs not be exact, but where a tap places the selected tool:
   * among many dots, where most taps would meet one, only the dot itself counts then.
   */
  function hit(point, type) {
    const isPlacing = view.votingOpen && view.selected && isInside(stage.frame, point);
    const spots = spotsNow();
    if (fan || (type === "touch" && !isPlacing)) return spotsNear(spots, point, TARGET / 2)[0] ?? null;
    const large = isPlain ? spots.filter(([id]) => id === view.selected) : [];
    const nearest = spotsNear(large, point, numbered + NEAR[type])[0] ?? spotsNear(spots, point, radius + (isPlain && isPlacing ? 0 : NEAR[type]))[0];
    return nearest ?? null;
  }

  function pileOf(id, type) {
    const placed = all().filter(({ tool, home, isAway }) => !isAway && !tool.dimmed && home.at !== "tray");
    return pileAt(placed.map(({ tool, place }) => [tool.id, ...place]), id, Math.max(PILE_WITHIN * radius, type === "touch" ? FINGER_WITHIN : 0));
  }

  function focusOn(id, isByPointer) {
    isPointing = isByPointer;
    entries.get(id)?.handle.focus({ preventScroll: true });
    isPointing = false;
  }

  function choose(id) {
    focusOn(id, true);
    handlers.onSelect(id);
  }

  function hover(point, type) {
    const id = point && hit(point, type);
    if (fan && (!point || distance(point, fan.centre) > fan.radius + numbered + TARGET / 2)) closeFan();
    if (id === hovered) return;
    hovered = id;
    clearTimeout(resting);
    const pile = id === null || fan ? [] : pileOf(id, type);
    if (pile.length > 1) resting = setTimeout(() => entries.has(id) && openFan(pileOf(id, type), type), FAN_AFTER);
    repaint();
  }

  function tap(point, id, type, isSecond) {
    if (fan) {
      closeFan();
      if (id !== null) choose(id);
      return;
    }
    const isPlacing = view.votingOpen && view.selected !== null;
    const isEmpty = id === null && isInside(stage.frame, point);
    const pile = id === null ? [] : pileOf(id, type);
    if (isSecond && camera.zoom > 1 && (isEmpty || isDrafted(id))) zoomTo(WHOLE);
    else if (isSecond && isEmpty && !isPlacing) zoomTo(zoomedAt(stage.plot, camera, TAP_ZOOM, point));
    else if (pile.length > 1 && !isDrafted(id)) openFan(pile, type);
    else if (id !== null) choose(id);
    else if (isEmpty && isPlacing) handlers.onTap(...axisAt(point));
    else if (isEmpty) handlers.onSelect(null);
  }

  function axisAt(point) {
    const [x, y] = toAxis(stage.plot, camera, point);
    return [x, isFlat() ? null : y];
  }

  function grab(id, point, type) {
    const { home, own, spot } = entries.get(id);
    const before = isDrafted(id) ? draftNow() : null;
    const ring = before ? draftPixel(before) : own;
    const at = ring && distance(ring, point) < distance(spot, point) ? ring : spot;
    const fromTray = home.at === "tray" && !before;
    const start = isFlat() && !fromTray ? [at[0], ownPixel({ x: 0 })[1]] : at;
    drag = { toolId: id, by: [start[0] - point[0], start[1] - point[1]], ghost: null, type, before, fromTray, isTold: false };
    hovered = null;
    closeFan();
  }

  function dragTo(point) {
    const at = [point[0] + drag.by[0], point[1] + drag.by[1]];
    drag.ghost = drag.fromTray && !isInside(inflated(stage.frame, PUT_BACK), at) ? at : null;
    const [x, y] = axisAt(at).map((value) => value && Math.round(value * 10) / 10);
    const isNews = !drag.ghost && !(drag.isTold && x === drag.x && y === drag.y);
    Object.assign(drag, { x, y, isTold: drag.isTold || isNews });
    paint(entries.get(drag.toolId));
    paintDraft();
    paintNames();
    if (isNews) handlers.onDraft(drag.toolId, x, y, false);
  }

  function drop() {
    const { toolId, x, y, ghost } = drag;
    if (ghost) {
      giveUp();
      return;
    }
    released = { toolId, x, y };
    drag = null;
    focusOn(toolId, true);
    handlers.onDraft(toolId, x, y, true);
    settle(GLIDE);
  }

  /** End a drag as if it had not begun. */
  function giveUp() {
    const { toolId, before, isTold } = drag;
    drag = null;
    if (before) handlers.onDraft(toolId, before.x, before.y, true);
    else if (isTold) handlers.onCancel();
    settle(GLIDE);
  }

  function key(event) {
    const entry = all().find(({ handle }) => handle === event.target);
    if (!entry) return;
    const { tool, home, target } = entry;
    const by = stepOf(event);
    const zoomBy = { "+": KEY_ZOOM, "-": 1 / KEY_ZOOM, 0: 0 }[event.key];
    focused = tool.id;
    if (by && view.votingOpen) {
      const from = isDrafted(tool.id) ? draftNow() : tool.mine?.kind === "place" ? tool.mine : home;
      const y = clamp((from.y ?? home.y ?? MIDDLE) + by[1], 0, 100);
      released = { toolId: tool.id, x: clamp((from.x ?? MIDDLE) + by[0], 0, 100), y: isFlat() ? null : y };
      handlers.onDraft(tool.id, released.x, released.y, true);
    } else if (event.key === "Enter" && isDrafted(tool.id)) handlers.onConfirm();
    else if (event.key === "Enter" || event.key === " ") handlers.onSelect(tool.id);
    else if (event.key === "Escape") escape(tool.id);
    else if (zoomBy !== undefined && !event.ctrlKey && !event.metaKey) zoomTo(zoomBy ? zoomedAt(stage.plot, camera, zoomBy, target) : WHOLE);
    else return;
    event.preventDefault();
  }

  function escape(id) {
    if (gestures.cancel()) return;
    if (fan) closeFan();
    else if (isDrafted(id)) handlers.onCancel();
    else handlers.onSelect(null);
  }

  function onFocus(entry) {
    const { tool, home } = entry;
    focused = isPointing ? null : tool.id;
    kept = tool.id;
    if (entry.isAway && home.at !== "tray") zoomTo(broughtIn(stage.plot, camera, entry.place));
    else if (entry.isAway) settle();
    else repaint();
    if (!isPointing && (!view.draft || isDrafted(tool.id)) && view.selected !== tool.id) handlers.onSelect(tool.id);
  }

  function zoomTo(next) {
    camera = next;
    fan = null;
    settle();
    splashes.replaceChildren();
  }

  const gestures = listenTo(svg, {
    owns: (point) => stage && !isWall() && (isInside(stage.frame, point) || (stage.tray && isInside(stage.tray.box, point)) || hit(point, "touch") !== null),
    hit,
    canMove: () => view.votingOpen,
    isZoomed: () => camera.zoom > 1,
    grab,
    drag: dragTo,
    drop,
    giveUp,
    tap,
    hover: (point, type) => stage && !isWall() && hover(point, type),
    pinch: (before, after) => zoomTo(pinched(stage.plot, camera, before, after)),
    pan: (by) => camera.zoom > 1 && zoomTo(pannedBy(stage.plot, camera, by)),
    zoom: (factor, point) => zoomTo(zoomedAt(stage.plot, camera, factor, point)),
    key,
  });

  function measure() {
    const { width, height } = host.getBoundingClientRect();
    const { fontSize, fontFamily } = getComputedStyle(svg);
    size = { width, height, em: parseFloat(fontSize), font: `${fontSize} ${fontFamily}` };
    widths.clear();
    put(svg, { width, height });
    fan = null;
    settle();
  }

  const watching = new ResizeObserver(measure);
  watching.observe(host);

  return {
    update(next) {
      const isTurned = view && (view.dimension !== next.dimension || view.mode !== next.mode);
      view = next;
      released = null;
      if (isTurned) [camera, fan] = [WHOLE, null];
      const ids = new Set(view.tools.map(({ id }) => id));
      for (const id of entries.keys()) if (!ids.has(id)) removeEntry(id);
      const sorted = [...view.tools].sort((a, b) => a.number - b.number);
      for (const [index, tool] of sorted.entries()) {
        const entry = entries.get(tool.id) ?? addEntry(tool);
        Object.assign(entry, { tool, home: homeOf(tool) });
        if (handles.children[index] !== entry.handle) handles.insertBefore(entry.handle, handles.children[index] ?? null);
      }
      settle(GLIDE);
    },
    splash(votes) {
      if (stage) splash(votes);
    },
    /** Where the chart's frame stands now, in px of the host; null until it is laid out. */
    frame: () => stage?.frame ?? null,
    /** The tools whose names found no room, by number. */
    unnamed: () => view.tools.filter(({ id }) => !named.has(id)).sort((a, b) => a.number - b.number),
    /** The pixel of an axis point. */
    pixelOf: (x, y) => pixelOf(x, y),
    focusTool: (id) => focusOn(id, false),
    resetZoom: () => stage && zoomTo(WHOLE),
    reveal(from) {
      if (!stage) return;
      for (const [id, [x, y]] of Object.entries(from)) {
        const entry = entries.get(id);
        if (!entry || entry.home.at === "tray") continue;
        const { target } = entry;
        Object.assign(entry, { spot: pixelOf(x, y), target: null });
        send(entry, target, GLIDE);
        step(entry);
      }
      wake();
    },
    destroy() {
      watching.disconnect();
      gestures.destroy();
      cancelAnimationFrame(frame);
      clearTimeout(resting);
      host.replaceChildren();
    },
  };
}
