/**
 * The chart: axes, dots, own votes, the draft, the tray, and what moves. It keeps
 * what is drawn apart from what is focused: marks may be raised above one another,
 * while the handles, which screen readers and the tab key meet, stay in number order.
 *
 * A mark stands at its target plus an offset that fades out, so that a glide which is
 * interrupted goes on from where the dot is, and zooming needs no special case.
 */

import {
  WHOLE,
  axisNumber,
  baseLine,
  broughtIn,
  clamp,
  distance,
  dotRadius,
  fanOut,
  hitTest,
  inflated,
  isInside,
  layOut,
  lineBetween,
  pannedBy,
  pileAt,
  pinched,
  placeNames,
  slotAt,
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
const FADE_EVERY = 250; // ms from one step of its fading to the next
const SPLASHES_MOST = 240; // at a time; the oldest make room
const MARK = 11; // px: radius at which marks are drawn before they are scaled
const TARGET = 44; // px across that a finger can hit
const NEAR_MOUSE = 4; // px beside a dot that a mouse still hits
const PILE_WITHIN = 1.3; // radii from centre to centre of dots that hide one another
const RAISED = 1.18; // times larger: the dot that is selected, pointed at or focused
const RING_AROUND = 1.2; // radii from a dot within which one's own ring goes around it
const RING_APART = 0.64; // radii: one's own ring elsewhere
const DROP_1D = 2.1; // radii below the line: own votes in 1-D
const ABOVE_FINGER = 40; // px from the draft to its name while a finger covers it
const FAR = 12; // px outside the frame from which a tool of the tray counts as put back
const NAME_MOST = 30; // characters of a name on the wall
const MIDDLE = 50; // axis points
const SPACE = "http://www.w3.org/2000/svg";

/* --- pure ------------------------------------------------------------------ */

/** The fill of a dot, from "not ready" at 0 over "half" to "ready" at 100 axis points. */
export function readiness(y) {
  const share = Math.round(clamp(y, 0, 100));
  if (share <= 50) return `color-mix(in srgb, var(--half-ready) ${share * 2}%, var(--not-ready))`;
  return `color-mix(in srgb, var(--ready) ${(share - 50) * 2}%, var(--half-ready))`;
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
export function describe(tool, { axes, dimension, hidden }, draft = null) {
  const place = (x, y) => {
    const across = `${axisNumber(x)} of 100 ${axes.right}`;
    return dimension === 1 || y === null ? across : `${across}, ${axisNumber(y)} of 100 ${axes.top}`;
  };
  const unplaced = hidden ? "position hidden" : "no position yet";
  const parts = [`${tool.number} ${tool.name}`, tool.x === null ? unplaced : place(tool.x, tool.y)];
  parts.push(tool.n === 1 ? "1 vote" : `${tool.n} votes`);
  if (tool.mine?.kind === "place") parts.push(`your vote: ${place(tool.mine.x, tool.mine.y)}`);
  if (tool.mine?.kind === "unsure") parts.push("you are unsure");
  if (tool.mine?.kind === "unknown_tool") parts.push("you don’t know it");
  if (draft) parts.push(`not saved yet: ${place(draft.x, draft.y)}`);
  return parts.join("; ");
}

/** A text cut to so many characters. */
export const shortened = (text, most) => (text.length > most ? `${text.slice(0, most - 1).trimEnd()}…` : text);

/* --- drawing ---------------------------------------------------------------- */

function make(name, attributes = {}, ...children) {
  const node = document.createElementNS(SPACE, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

function put(node, values) {
  for (const [key, value] of Object.entries(values)) {
    const text = typeof value === "number" ? String(Math.round(value * 10) / 10) : value;
    if (node.getAttribute(key) !== text) node.setAttribute(key, text);
  }
}

const move = (node, [x, y], scale) =>
  put(node, { transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})${scale ? ` scale(${scale.toFixed(3)})` : ""}` });
const write = (node, text) => node.textContent === text || (node.textContent = text);
const show = (node, isShown) => node.classList.toggle("is-off", !isShown);

function putLine(node, ends) {
  show(node, Boolean(ends));
  if (ends) put(node, { x1: ends[0], y1: ends[1], x2: ends[2], y2: ends[3] });
}

function makeMark() {
  const body = make("circle", { class: "body", r: MARK });
  const number = make("text", { class: "number", dy: ".35em" });
  return { body, number, dot: make("g", { class: "dot" }, make("circle", { class: "halo", r: MARK + 6 }), body, number) };
}

function makeButton(host, className, text, label, call) {
  const button = Object.assign(document.createElement("button"), { type: "button", className, textContent: text, hidden: true });
  button.setAttribute("aria-label", label);
  button.addEventListener("click", call);
  host.append(button);
  return button;
}

/** Draw a board's tools in an empty element and tell `handlers` what the visitor does there. */
export function createChart(host, handlers) {
  const layer = (name) => make("g", { class: name });
  const ground = make("rect", { class: "ground", rx: 4 });
  const lines = [make("path", { class: "mid" }), make("path", { class: "base" })];
  const trayGround = make("rect", { class: "tray is-off", rx: 4 });
  const trayTitle = make("text", { class: "caption is-off", dy: "1em" });
  const scale = layer("scale");
  const ends = ["left", "right", "bottom", "top"].map((side) => make("text", { class: `end end-${side}` }));
  const links = layer("links");
  const splashes = layer("splashes");
  const clip = make("svg", { class: "clip" }, links, splashes);
  const rings = layer("rings");
  const dots = layer("dots");
  const disc = make("circle", { class: "disc is-off" });
  const leaders = layer("leaders");
  const front = layer("front");
  const guides = make("path", { class: "guides" });
  const readings = [make("text", { class: "reading is-off" }), make("text", { class: "reading is-off", dy: ".35em" })];
  const draftLine = make("line", { class: "link is-strong is-off" });
  const draftMark = makeMark();
  draftMark.dot.classList.add("is-draft", "is-off");
  const names = layer("names");
  const handles = layer("handles");
  const seen = [ground, ...lines, scale, ...ends, trayGround, trayTitle, clip, dots, rings, disc, leaders, front];
  const picture = make("g", { "aria-hidden": "true" }, ...seen, guides, draftLine, draftMark.dot, names, ...readings);
  const svg = make("svg", { class: "plane", role: "group" }, picture, handles);
  host.append(svg);
  const whole = makeButton(host, "whole", "Whole chart", "Show the whole chart", () => zoomTo(WHOLE));
  const more = makeButton(host, "more", "", "Show more tools that wait", () => {
    page += 1;
    pageKept = null;
    settle(0);
  });

  const entries = new Map(); // tool id → what is drawn for it
  const gliding = new Set();
  const shownNames = new Map(); // tool id → {node, side, dx, dy}
  const widths = new Map(); // text → px at the present size of letters
  const falling = []; // splashes, oldest first
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const pen = document.createElement("canvas").getContext("2d");
  const size = { width: 0, height: 0, em: 13 };
  let view = null;
  let camera = WHOLE;
  let stage = null; // {frame, plot, tray}
  let radius = MARK;
  let drag = null; // {id, by, ghost, x, y, type, origin, isNews, isTold}
  let released = null; // the draft just let go, until the next view knows it
  let fan = null; // {ids, centre, radius, places}
  let hovered = null;
  let focused = null;
  let resting = null;
  let frame = null;
  let fading = null;
  let page = 0;
  let pageKept = null;
  let isPointing = false; // focus comes from a pointer, not from the keyboard

  /* --- places --- */

  const isFlat = () => view.dimension === 1;
  const draftNow = () => drag ?? released ?? view.draft;
  const scaleOf = (isRaised) => (radius / MARK) * (isRaised ? RAISED : 1);
  const isVisible = (at) => isInside(stage.frame, at, 1);

  function pixelOf(x, y, lift = 0) {
    const at = toPixel(stage.plot, camera, [x, y ?? MIDDLE]);
    return isFlat() ? [at[0], baseLine(stage.plot) - lift] : at;
  }

  const ownPixel = (x, y) => pixelOf(x, y, -DROP_1D * radius);
  const ownHeight = ({ tool }) => tool.mine.y ?? tool.y ?? MIDDLE;

  /** Send an entry's mark to a place; without `duration` at once, but for a glide that goes on. */
  function send(entry, target, duration) {
    if (entry.target && distance(entry.target, target) < 0.05) return;
    if (!entry.spot || calm.matches) {
      entry.spot = target;
      gliding.delete(entry);
    } else if (duration) {
      entry.glide = { from: [entry.spot[0] - target[0], entry.spot[1] - target[1]], start: performance.now(), duration };
      gliding.add(entry);
    } else if (!gliding.has(entry)) entry.spot = target;
    entry.target = target;
  }

  /** Work out every place anew and draw; what moves does so within `duration` ms. */
  function settle(duration) {
    if (!view || !size.width || !size.height) return;
    const tools = [...entries.values()];
    const waiting = tools.filter((entry) => homeOf(entry.tool).at === "tray");
    const crowd = { zoom: camera.zoom, em: view.mode === "wall" ? size.em : 0 };
    const largest = dotRadius(1, Infinity, crowd);
    if (!drag || !stage) stage = layOut(size.width, size.height, { em: size.em, radius: largest, waiting: waiting.length });
    const { width, height } = stage.plot;
    radius = dotRadius(tools.length - waiting.length, width * height, crowd);
    const placed = tools.filter((entry) => homeOf(entry.tool).at !== "tray");
    const across = placed.map((entry) => pixelOf(homeOf(entry.tool).x, 0)[0]);
    const room = baseLine(stage.plot) - stage.plot.y - radius;
    const levels = isFlat() ? stackUp(across, radius, room) : [];
    placed.forEach((entry, index) => {
      const { x, y, at } = homeOf(entry.tool);
      const lift = radius + 3 + (levels[index] ?? 0);
      entry.true = isFlat() && at === "own" ? ownPixel(x) : pixelOf(x, y, lift);
      send(entry, fan?.places.get(entry.tool.id) ?? entry.true, duration);
      entry.isAway = camera.zoom > 1 && !isVisible(entry.true);
    });
    settleTray(waiting, duration);
    for (const entry of tools) paint(entry);
    paintAxes();
    paintFan();
    paintDraft();
    paintNames();
    whole.hidden = camera.zoom === 1;
    wake();
  }

  function settleTray(waiting, duration) {
    const { tray } = stage;
    show(trayGround, tray);
    show(trayTitle, tray);
    more.hidden = true;
    if (!tray) return;
    const ids = waiting.map((entry) => entry.tool.id);
    const shown = trayPage(ids, tray, page, pageKept);
    page = shown.page;
    for (const entry of waiting) {
      const index = shown.shown.indexOf(entry.tool.id);
      entry.isAway = index < 0;
      send(entry, slotAt(tray, Math.max(index, 0)), entry.isAway || entry.wasAway ? 0 : duration);
      entry.wasAway = entry.isAway;
    }
    const { box } = tray;
    put(trayGround, box);
    put(trayTitle, { x: box.x + 8, y: box.y + size.em * 0.35 });
    const title = `${ids.length} to place`;
    write(trayTitle, widthOf(title) < box.width - 12 ? title : String(ids.length));
    more.hidden = !shown.more;
    if (!shown.more) return;
    write(more, `+${shown.more}`);
    const [x, y] = slotAt(tray, shown.shown.length);
    more.style.left = `${x - tray.pitch / 2}px`;
    more.style.top = `${y - tray.pitch / 2}px`;
    more.style.height = `${tray.pitch}px`;
  }

  /* --- one tool --- */

  function addEntry(tool) {
    const mark = makeMark();
    const circle = make("circle", { class: "touch", r: MARK });
    const reach = make("circle", { class: "reach", r: TARGET / 2 });
    const outline = make("circle", { class: "outline", r: MARK + 5 });
    const handle = make("g", { class: "handle", role: "button", tabindex: "0" }, reach, circle, outline);
    const entry = { tool, ...mark, handle, ring: null, link: null, spot: null, target: null, glide: null };
    dots.append(entry.dot);
    handle.addEventListener("focus", () => onFocus(entry));
    handle.addEventListener("blur", () => onBlur(entry));
    entries.set(tool.id, entry);
    return entry;
  }

  function removeEntry(id) {
    const { dot, handle, ring, link } = entries.get(id);
    for (const node of [dot, handle, ring, link]) node?.remove();
    gliding.delete(entries.get(id));
    entries.delete(id);
    if (drag?.id === id) gestures.cancel();
    if (fan?.places.has(id)) fan = null;
    if (hovered === id) hovered = null;
    if (focused === id) focused = null;
  }

  const isActive = (id) => id === hovered || id === view.selected || id === focused || Boolean(fan?.places.has(id));

  /** Draw what follows from a tool's state; `step` draws what follows from its motion. */
  function paint(entry) {
    const { tool, dot, body, number, handle } = entry;
    const home = homeOf(tool);
    const draft = draftNow();
    const isDrafted = draft?.toolId === tool.id;
    const isPlaced = tool.mine?.kind === "place";
    const flags = {
      "is-hollow": home.at !== "plot" || tool.n === 0 || tool.y === null,
      "is-own": home.at === "own",
      "is-waiting": home.at === "tray",
      "is-dimmed": tool.dimmed || Boolean(fan && !fan.places.has(tool.id)),
      "is-selected": tool.id === view.selected,
      "is-off": entry.isAway || (isDrafted && home.at === "tray"),
    };
    for (const [name, isOn] of Object.entries(flags)) dot.classList.toggle(name, isOn);
    const fill = home.at === "plot" && tool.y !== null ? readiness(tool.y) : "";
    if (entry.fill !== fill) body.style.fill = entry.fill = fill;
    write(number, String(tool.number));
    number.classList.toggle("is-long", tool.number > 99);
    put(handle, {
      "aria-label": describe(tool, view, isDrafted ? draft : null),
      "aria-pressed": String(tool.id === view.selected),
      tabindex: tool.dimmed ? "-1" : "0",
    });
    const hasRing = isPlaced && home.at === "plot";
    if (hasRing && !entry.ring) {
      entry.ring = rings.appendChild(make("circle", { class: "ring" }));
      entry.link = links.appendChild(make("line", { class: "link" }));
    } else if (!hasRing && entry.ring) {
      entry.ring.remove();
      entry.link.remove();
      entry.ring = entry.link = null;
    }
    entry.own = hasRing ? ownPixel(tool.mine.x, ownHeight(entry)) : null;
    if (hasRing) {
      entry.ringRadius = distance(entry.own, entry.true) < RING_AROUND * radius ? radius + 2.5 : radius * RING_APART;
      put(entry.ring, { r: entry.ringRadius });
      move(entry.ring, entry.own);
      const isStrong = isActive(tool.id) && !isDrafted;
      for (const node of [entry.ring, entry.link]) {
        node.classList.toggle("is-strong", isStrong);
        node.classList.toggle("is-dimmed", tool.dimmed || isDrafted || Boolean(fan));
      }
      show(entry.ring, isVisible(entry.own));
    }
    const layerNow = fan?.places.has(tool.id) || isActive(tool.id) ? front : dots;
    if (dot.parentNode !== layerNow) layerNow.append(dot);
    const at = isDrafted ? draftPixel(draft) : entry.target;
    move(handle, at);
    step(entry);
  }

  function step(entry) {
    const { tool, dot, spot, own } = entry;
    const isRaised = isActive(tool.id) && !fan;
    move(dot, spot, homeOf(tool).at === "tray" ? Math.max(1, view.mode === "wall" ? scaleOf(isRaised) : 1) : scaleOf(isRaised));
    if (own) putLine(entry.link, lineBetween(own, entry.ringRadius, spot, radius));
    const name = shownNames.get(tool.id);
    if (name && !name.isDraft) move(name.node, [spot[0] + name.dx, spot[1] + name.dy]);
    if (draftNow()?.toolId === tool.id) paintDraftLine();
  }

  /* --- axes --- */

  function paintAxes() {
    const { frame: box, plot } = stage;
    const { axes } = view;
    const right = box.x + box.width;
    const bottom = box.y + box.height;
    const [centreX, centreY] = toPixel(plot, camera, [MIDDLE, MIDDLE]);
    const base = baseLine(plot);
    put(ground, box);
    put(clip, box);
    const shift = `translate(${-box.x} ${-box.y})`;
    put(links, { transform: shift });
    put(splashes, { transform: shift });
    put(svg, { "aria-label": chartLabel() });
    const upright = centreX > box.x && centreX < right ? `M${centreX} ${box.y}V${bottom}` : "";
    const level = !isFlat() && centreY > box.y && centreY < bottom ? `M${box.x} ${centreY}H${right}` : "";
    put(lines[0], { d: upright + level });
    put(lines[1], { d: isFlat() ? `M${box.x} ${base}H${right}` : "" });
    const edge = size.em * 0.55;
    const texts = [
      [box.x, bottom + edge, 0],
      [right, bottom + edge, 0],
      [box.x - edge, bottom, -90],
      [box.x - edge, box.y, -90],
    ];
    ["left", "right", "bottom", "top"].forEach((side, index) => {
      const [x, y, angle] = texts[index];
      write(ends[index], axes[side]);
      put(ends[index], { transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})${angle ? " rotate(-90)" : ""}` });
      show(ends[index], !isFlat() || !angle);
    });
    paintTicks(box, plot, edge);
  }

  function paintTicks(box, plot, edge) {
    const { axes } = view;
    const low = toAxis(plot, camera, [plot.x, plot.y + plot.height]);
    const high = toAxis(plot, camera, [plot.x + plot.width, plot.y]);
    const marks = [];
    for (const value of ticks(low[0], high[0], plot.width / size.em)) {
      const [x] = toPixel(plot, camera, [value, 0]);
      const text = axisNumber(value);
      const half = widthOf(text) / 2 + size.em;
      if (x - half < box.x + widthOf(axes.left) || x + half > box.x + box.width - widthOf(axes.right)) continue;
      marks.push([text, "tick tick-x", x, box.y + box.height + edge]);
    }
    for (const value of isFlat() ? [] : ticks(low[1], high[1], plot.height / size.em)) {
      const [, y] = toPixel(plot, camera, [0, value]);
      if (y + size.em * 1.5 > box.y + box.height - widthOf(axes.bottom) || y - size.em * 1.5 < box.y + widthOf(axes.top)) continue;
      marks.push([axisNumber(value), "tick tick-y", box.x - edge, y]);
    }
    while (scale.childElementCount < marks.length) scale.append(make("text"));
    while (scale.childElementCount > marks.length) scale.lastChild.remove();
    marks.forEach(([text, name, x, y], index) => {
      const node = scale.children[index];
      put(node, { class: name, x, y });
      write(node, text);
    });
  }

  function chartLabel() {
    const { axes } = view;
    const across = `from ${axes.left} to ${axes.right}`;
    const up = isFlat() ? "" : ` and from ${axes.bottom} to ${axes.top}`;
    const keys = view.votingOpen ? " Arrow keys move a tool by 1, with Shift by 10; Enter votes, Escape discards." : "";
    return `Chart of tools ${across}${up}.${keys}`;
  }

  /* --- draft --- */

  const draftPixel = (draft) => draft.ghost ?? ownPixel(draft.x, draft.y);

  function paintDraft() {
    const draft = draftNow();
    const entry = draft && entries.get(draft.toolId);
    show(draftMark.dot, entry);
    putLine(draftLine, null);
    svg.classList.toggle("is-dragging", Boolean(drag));
    svg.classList.toggle("is-placing", Boolean(view.votingOpen && view.selected));
    svg.classList.toggle("is-open", view.votingOpen);
    put(guides, { d: "" });
    for (const node of readings) show(node, false);
    if (!entry) return;
    const at = draftPixel(draft);
    show(draftMark.dot, drag || isVisible(at));
    write(draftMark.number, String(entry.tool.number));
    draftMark.number.classList.toggle("is-long", entry.tool.number > 99);
    move(draftMark.dot, at, scaleOf(true));
    move(entry.handle, at);
    paintDraftLine();
    if (drag && !drag.ghost) paintGuides(draft, at);
  }

  function paintDraftLine() {
    const draft = draftNow();
    const entry = entries.get(draft.toolId);
    const { at } = homeOf(entry.tool);
    const from = draftPixel(draft);
    const isLinked = at !== "tray" && !entry.isAway && isVisible(from);
    putLine(draftLine, isLinked ? lineBetween(from, radius * RAISED + 1, entry.spot, radius) : null);
  }

  function paintGuides({ x, y }, at) {
    const { frame: box } = stage;
    const bottom = box.y + box.height;
    const edge = size.em * 0.55;
    const reach = radius * RAISED + 3;
    const level = isFlat() ? "" : `M${box.x} ${at[1]}H${Math.max(box.x, at[0] - reach)}`;
    put(guides, { d: `M${at[0]} ${bottom}V${Math.min(bottom, at[1] + reach)}${level}` });
    show(readings[0], true);
    show(readings[1], !isFlat());
    write(readings[0], axisNumber(x));
    write(readings[1], axisNumber(y ?? 0));
    put(readings[0], { class: "reading tick-x", x: at[0], y: bottom + edge });
    put(readings[1], { class: `reading tick-y${isFlat() ? " is-off" : ""}`, x: box.x - edge * 0.5, y: at[1] });
  }

  /* --- names --- */

  function widthOf(text) {
    if (!widths.has(text)) widths.set(text, pen.measureText(text).width);
    return widths.get(text);
  }

  function nameWithin(name, width) {
    let text = view.mode === "wall" ? shortened(name, NAME_MOST) : name;
    while (text.length > 4 && widthOf(text) > width) text = shortened(text, text.length - 1);
    return text;
  }

  function paintNames() {
    if (!stage) return;
    const isWall = view.mode === "wall";
    const draft = draftNow();
    const box = inflated(stage.frame, isWall ? 6 : -2);
    const asked = isWall ? [...entries.values()].sort((a, b) => b.tool.n - a.tool.n) : [...entries.values()].filter(({ tool }) => isActive(tool.id));
    const drafted = draft && entries.get(draft.toolId);
    if (drafted && !asked.includes(drafted)) asked.unshift(drafted);
    const height = size.em * 1.25;
    const wanted = [];
    for (const entry of asked) {
      const { id, name } = entry.tool;
      const isDraft = entry === drafted;
      const inTray = homeOf(entry.tool).at === "tray" && !isDraft;
      if (!isDraft && (entry.isAway || (isWall && inTray) || (drag && id !== view.selected))) continue;
      const text = nameWithin(name, box.width - 8);
      const [x, y] = isDraft ? draftPixel(draft) : entry.target;
      const covered = isDraft && drag && drag.type !== "mouse";
      const side = covered || inTray ? "above" : (fan && sideInFan(x, y)) || shownNames.get(id)?.side;
      wanted.push({ id, text, x, y, isDraft, side, radius: covered ? ABOVE_FINGER : radius * (isWall ? 1 : RAISED), width: widthOf(text), height, must: !isWall });
    }
    const spots = [...entries.values()].filter((entry) => !entry.isAway && !entry.tool.dimmed && !fan && !drag);
    const obstacles = spots.map((entry) => [entry.tool.id, ...entry.target, radius]);
    const members = fan ? [...fan.places].map(([id, at]) => [id, ...at, radius]) : obstacles;
    const found = placeNames(wanted, members, stage.tray ? { x: 4, y: 4, width: size.width - 8, height: size.height - 8 } : box);
    for (const [id, { node }] of shownNames) {
      if (found.has(id)) continue;
      node.remove();
      shownNames.delete(id);
    }
    for (const { id, text, x, y, isDraft } of wanted) {
      const place = found.get(id);
      if (!place) continue;
      const node = shownNames.get(id)?.node ?? names.appendChild(make("text", { class: "name", dy: "1em" }));
      write(node, text);
      shownNames.set(id, { node, ...place, isDraft });
      node.classList.toggle("is-selected", id === view.selected);
      const { spot } = entries.get(id);
      const [fromX, fromY] = isDraft ? [x, y] : spot;
      move(node, [fromX + place.dx, fromY + place.dy]);
    }
  }

  function sideInFan(x, y) {
    const [dx, dy] = [x - fan.centre[0], y - fan.centre[1]];
    if (Math.abs(dx) > Math.abs(dy) * 0.4) return dx > 0 ? "right" : "left";
    return dy > 0 ? "below" : "above";
  }

  /* --- fan --- */

  function openFan(ids, type) {
    const spots = ids.map((id) => [id, ...entries.get(id).true]);
    const spacing = Math.max(2 * radius + 10, type === "mouse" ? 0 : TARGET);
    fan = fanOut(spots, spacing, inflated(stage.frame, -radius - 4));
    svg.classList.add("has-fan");
    settle(FAN_GLIDE);
  }

  function closeFan() {
    clearTimeout(resting);
    if (!fan) return;
    fan = null;
    svg.classList.remove("has-fan");
    settle(FAN_GLIDE);
  }

  function paintFan() {
    const members = fan ? [...fan.places] : [];
    show(disc, fan);
    while (leaders.childElementCount < members.length) leaders.append(make("line"));
    while (leaders.childElementCount > members.length) leaders.lastChild.remove();
    if (!fan) return;
    put(disc, { cx: fan.centre[0], cy: fan.centre[1], r: fan.radius + radius + 6 });
    members.forEach(([id, at], index) => putLine(leaders.children[index], lineBetween(entries.get(id).true, 0, at, radius)));
  }

  /* --- motion: one loop, which stops when nothing moves --- */

  function wake() {
    if (frame !== null || !(gliding.size || drag?.isNews || falling.some((each) => each.isYoung))) return;
    frame = requestAnimationFrame(tick);
  }

  function tick() {
    frame = null;
    const now = performance.now();
    tellDrag();
    for (const entry of gliding) {
      const { from, start, duration } = entry.glide;
      const rest = restOf((now - start) / duration);
      entry.spot = [entry.target[0] + from[0] * rest, entry.target[1] + from[1] * rest];
      if (rest === 0) gliding.delete(entry);
      step(entry);
    }
    paintSplashes(now);
    wake();
  }

  function paintSplashes(now) {
    for (const each of falling) {
      if (!each.isYoung) continue;
      const share = calm.matches ? 1 : (now - each.start) / RING;
      put(each.circle, { r: radius * (0.4 + 1.6 * (1 - restOf(share))), opacity: Math.max(0, 1 - share) });
      each.isYoung = share < 1;
      if (!each.isYoung) each.circle.remove();
    }
    if (falling.length) fading ??= setTimeout(fade, FADE_EVERY);
  }

  function fade() {
    fading = null;
    const now = performance.now();
    while (falling.length && now - falling[0].start >= RECENT) falling.shift().node.remove();
    for (const { node, start } of falling) put(node, { opacity: ((RECENT - now + start) / RECENT).toFixed(2) });
    if (falling.length) fading = setTimeout(fade, FADE_EVERY);
  }

  /* --- what the visitor does --- */

  function spotsNow() {
    const spots = [];
    const draft = draftNow();
    for (const { tool, spot, own, isAway } of entries.values()) {
      if (tool.dimmed || (fan && !fan.places.has(tool.id))) continue;
      if (own && !fan && isVisible(own)) spots.push([tool.id, ...own]);
      if (!isAway && !(draft?.toolId === tool.id && homeOf(tool).at === "tray")) spots.push([tool.id, ...spot]);
    }
    if (draft && entries.has(draft.toolId)) spots.push([draft.toolId, ...draftPixel(draft)]);
    return spots;
  }

  function pileOf(id) {
    const placed = [...entries.values()].filter(({ tool, isAway }) => !isAway && !tool.dimmed && homeOf(tool).at !== "tray");
    return pileAt(placed.map(({ tool, true: at }) => [tool.id, ...at]), id, PILE_WITHIN * radius);
  }

  function hit(point, type) {
    const isFinger = type === "touch";
    const isPlacing = view.votingOpen && view.selected && isInside(stage.frame, point);
    const reach = fan || (isFinger && !isPlacing) ? TARGET / 2 : radius + NEAR_MOUSE + (isFinger ? 3 : 0);
    return hitTest(spotsNow(), point, reach);
  }

  function choose(id) {
    isPointing = true;
    entries.get(id).handle.focus({ preventScroll: true });
    isPointing = false;
    handlers.onSelect(id);
  }

  function hover(point, type) {
    const id = point && hit(point, type);
    if (fan && (!point || distance(point, fan.centre) > fan.radius + radius + 28)) closeFan();
    if (id === hovered) return;
    hovered = id;
    clearTimeout(resting);
    svg.classList.toggle("is-over", id !== null && id !== undefined);
    if (id && !fan) {
      const pile = pileOf(id);
      if (pile.length > 1) resting = setTimeout(() => hovered === id && openFan(pileOf(id), type), FAN_AFTER);
    }
    repaint();
  }

  /** Draw names, emphasis and lines anew where nothing has moved. */
  function repaint() {
    if (!stage) return;
    for (const entry of entries.values()) paint(entry);
    paintNames();
  }

  function tap(point, id, type, isSecond) {
    if (fan) {
      closeFan();
      if (id !== null) choose(id);
      return;
    }
    const isDrafted = id !== null && draftNow()?.toolId === id;
    if (isSecond && camera.zoom > 1 && (id === null || isDrafted)) {
      zoomTo(WHOLE);
      return;
    }
    if (id !== null) {
      const pile = pileOf(id);
      if (pile.length > 1 && !isDrafted) openFan(pile, type);
      else choose(id);
      return;
    }
    if (!isInside(stage.frame, point)) return;
    const isPlacing = view.votingOpen && view.selected !== null;
    if (isSecond && !isPlacing) zoomTo(zoomedAt(stage.plot, camera, 3, point));
    else if (isPlacing) handlers.onTap(...axisAt(point));
    else handlers.onSelect(null);
  }

  function axisAt(point) {
    const [x, y] = toAxis(stage.plot, camera, point);
    return [x, isFlat() ? null : y];
  }

  function grab(id, point, type) {
    const entry = entries.get(id);
    const draft = draftNow();
    const own = draft?.toolId === id ? draftPixel(draft) : entry.own;
    const at = own && distance(own, point) < distance(entry.spot, point) ? own : entry.spot;
    const before = draft?.toolId === id ? { x: draft.x, y: draft.y } : null;
    const fromTray = homeOf(entry.tool).at === "tray" && !before;
    const start = isFlat() && !fromTray ? [at[0], ownPixel(0)[1]] : at;
    drag = { id, toolId: id, by: [start[0] - point[0], start[1] - point[1]], ghost: null, x: 0, y: 0, type, before, fromTray, isNews: false, isTold: false };
    hovered = null;
    closeFan();
    paint(entry);
  }

  function dragTo(point) {
    const at = [point[0] + drag.by[0], point[1] + drag.by[1]];
    drag.ghost = drag.fromTray && !isInside(stage.frame, at, FAR) ? at : null;
    const [x, y] = axisAt(at);
    const isNear = (a, b) => a === b || Math.abs(a - b) < 0.05;
    drag.isNews ||= !drag.ghost && !(isNear(x, drag.x) && isNear(y, drag.y) && drag.isTold);
    Object.assign(drag, { x: Math.round(x * 10) / 10, y: y === null ? null : Math.round(y * 10) / 10 });
    paintDraft();
    paintNames();
    wake();
  }

  function tellDrag() {
    if (!drag?.isNews) return;
    drag.isNews = false;
    drag.isTold = true;
    handlers.onDraft(drag.id, drag.x, drag.y, false);
  }

  function drop() {
    const { id, x, y, ghost } = drag;
    if (ghost) {
      giveUp();
      return;
    }
    released = { toolId: id, x, y };
    drag = null;
    isPointing = true;
    entries.get(id)?.handle.focus({ preventScroll: true });
    isPointing = false;
    handlers.onDraft(id, x, y, true);
    settle(GLIDE);
  }

  /** End a drag as if it had not begun. */
  function giveUp() {
    const { id, before, isTold } = drag;
    drag = null;
    if (before) handlers.onDraft(id, before.x, before.y, true);
    else if (isTold) handlers.onCancel();
    settle(GLIDE);
  }

  function key(event) {
    const entry = [...entries.values()].find(({ handle }) => handle === event.target);
    if (!entry) return;
    const { tool } = entry;
    const draft = draftNow();
    const isDrafted = draft?.toolId === tool.id;
    const by = stepOf(event);
    if (by && view.votingOpen) {
      const home = homeOf(tool);
      const own = tool.mine?.kind === "place" ? { x: tool.mine.x, y: ownHeight(entry) } : home;
      const { x, y } = isDrafted ? draft : { x: own.x ?? MIDDLE, y: own.y ?? MIDDLE };
      const height = isFlat() ? null : clamp((y ?? MIDDLE) + by[1], 0, 100);
      released = { toolId: tool.id, x: clamp(x + by[0], 0, 100), y: height };
      handlers.onDraft(tool.id, released.x, height, true);
    } else if (event.key === "Enter" && isDrafted) handlers.onConfirm();
    else if (event.key === "Enter" || event.key === " ") handlers.onSelect(tool.id);
    else if (event.key === "Escape") {
      if (gestures.cancel()) return event.preventDefault();
      if (fan) closeFan();
      else if (isDrafted) handlers.onCancel();
      else handlers.onSelect(null);
    } else if (event.key === "+" || event.key === "-") zoomTo(zoomedAt(stage.plot, camera, event.key === "+" ? 1.5 : 1 / 1.5, entry.target));
    else if (event.key === "0") zoomTo(WHOLE);
    else return;
    event.preventDefault();
  }

  function onFocus(entry) {
    const { id } = entry.tool;
    focused = isPointing ? null : id;
    pageKept = id;
    const isElsewhere = view.draft && view.draft.toolId !== id;
    if (entry.isAway) {
      if (homeOf(entry.tool).at !== "tray") camera = broughtIn(stage.plot, camera, entry.true);
      settle(0);
    } else repaint();
    if (!isPointing && !isElsewhere && view.selected !== id) handlers.onSelect(id);
  }

  function onBlur(entry) {
    if (focused !== entry.tool.id) return;
    focused = null;
    repaint();
  }

  function zoomTo(next) {
    if (next.zoom === camera.zoom && next.x === camera.x && next.y === camera.y) return;
    camera = next;
    fan = null;
    svg.classList.remove("has-fan");
    for (const each of falling) move(each.node, pixelOf(each.x, each.y, radius + 3));
    settle(0);
  }

  const gestures = listenTo(svg, {
    owns: (point) => Boolean(stage) && view.mode !== "wall" && (isInside(stage.frame, point) || Boolean(stage.tray && isInside(stage.tray.box, point)) || hit(point, "touch") !== null),
    hit,
    canMove: () => view.votingOpen,
    isZoomed: () => camera.zoom > 1,
    press: () => clearTimeout(resting),
    grab,
    drag: dragTo,
    drop,
    giveUp,
    tap,
    hover: (point, type) => stage && view.mode !== "wall" && hover(point, type),
    pinch: (before, after) => zoomTo(pinched(stage.plot, camera, before, after)),
    pan: (by) => camera.zoom > 1 && zoomTo(pannedBy(stage.plot, camera, by)),
    zoom: (factor, point) => zoomTo(zoomedAt(stage.plot, camera, factor, point)),
    key,
  });

  function measure() {
    const { width, height } = host.getBoundingClientRect();
    const style = getComputedStyle(svg);
    Object.assign(size, { width, height, em: parseFloat(style.fontSize) || 13 });
    pen.font = `${view?.mode === "wall" ? 400 : 600} ${style.fontSize} ${style.fontFamily}`;
    widths.clear();
    put(svg, { width, height });
  }

  const watching = new ResizeObserver(() => {
    measure();
    fan = null;
    camera = WHOLE;
    settle(0);
  });
  watching.observe(host);

  return {
    update(next) {
      const isTurned = view && view.dimension !== next.dimension;
      const isOther = view && view.mode !== next.mode;
      view = next;
      released = null;
      if (isTurned) camera = WHOLE;
      if (isTurned || isOther) fan = null;
      const known = new Set(view.tools.map((tool) => tool.id));
      for (const id of entries.keys()) if (!known.has(id)) removeEntry(id);
      const sorted = [...view.tools].sort((a, b) => a.number - b.number);
      sorted.forEach((tool, index) => {
        const entry = entries.get(tool.id) ?? addEntry(tool);
        entry.tool = tool;
        if (handles.children[index] !== entry.handle) handles.insertBefore(entry.handle, handles.children[index] ?? null);
      });
      if (isOther) measure();
      settle(GLIDE);
    },
    splash(votes) {
      if (!view || !stage) return;
      for (const [toolId, x, y] of votes) {
        if (!entries.has(toolId)) continue;
        const circle = make("circle", { class: "wave", r: 0 });
        const node = make("g", { class: "splash" }, make("circle", { class: "speck", r: 3 * (radius / MARK) }), circle);
        node.style.color = readiness(y ?? MIDDLE);
        move(node, pixelOf(x, y, radius + 3));
        splashes.append(node);
        falling.push({ node, circle, x, y, start: performance.now(), isYoung: true });
      }
      while (falling.length > SPLASHES_MOST) falling.shift().node.remove();
      wake();
    },
    focusTool(id) {
      entries.get(id)?.handle.focus({ preventScroll: true });
    },
    resetZoom: () => stage && zoomTo(WHOLE),
    reveal(from) {
      if (!stage) return;
      for (const [id, place] of Object.entries(from)) {
        const entry = entries.get(id);
        if (!entry || homeOf(entry.tool).at === "tray") continue;
        const { target } = entry;
        Object.assign(entry, { spot: pixelOf(...place, radius + 3), target: null });
        send(entry, target, GLIDE);
        step(entry);
      }
      wake();
    },
    destroy() {
      watching.disconnect();
      gestures.destroy();
      cancelAnimationFrame(frame);
      clearTimeout(fading);
      clearTimeout(resting);
      host.replaceChildren();
    },
  };
}
