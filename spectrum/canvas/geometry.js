/**
 * Where things stand on the chart: pure functions between axis points (0 to 100,
 * y upwards) and pixels of the chart's host (y downwards).
 *
 * A point is [x, y]; a box is {x, y, width, height} in pixels. A camera is
 * {zoom, x, y}: how much the plot is magnified, and by how many pixels its top
 * left corner is then moved.
 */

const AXIS_LENGTH = 100; // axis points
const ZOOM_MOST = 8; // times
const WIDE_FROM = 1.15; // width of a host by its height from which the tray stands at the side
const ASPECT_MOST = 1.6; // width of a plot by its height
const EDGE = 8; // px that stay free around everything
const TICK_ROOM = 8.5; // letters at least from tick to tick
const TICK_STEPS = [1, 2, 5, 10, 25, 50]; // axis points
const DOT_LARGEST = 11; // px: radius on phones and desks
const DOT_SMALLEST = 7.5; // px
const DOT_PER_EM = 0.85; // radius by the size of letters, on the wall
const DOTS_COVER = 0.3; // share of the plot that dots may cover at most before they shrink
const BASE_AT = 0.82; // share of the plot's height above the line on which 1-D dots stand
const STACK_GAP = 3; // px between dots that are stacked
const TRAY_SHAPES = [[1, 44], [1, 36], [2, 36], [2, 30], [3, 30]]; // [lanes, px from dot to dot], by preference
const TRAY_MORE = 2; // slots that "+12" takes
const FAN_MOST = 12; // dots in one fan
const FAN_LOOSE = 1.25; // a fan of few is this much wider than it must be
const LABEL_GAP = 5; // px from a dot to its name

export const WHOLE = { zoom: 1, x: 0, y: 0 };
export const clamp = (value, low, high) => Math.min(high, Math.max(low, value));
export const distance = (a, b) => Math.hypot(a[0] - b[0], a[1] - b[1]);
export const middle = (a, b) => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
export const isInside = (box, [x, y], margin = 0) =>
  x >= box.x - margin && x <= box.x + box.width + margin && y >= box.y - margin && y <= box.y + box.height + margin;
export const inflated = (box, by) => ({ x: box.x - by, y: box.y - by, width: box.width + 2 * by, height: box.height + 2 * by });

/** An axis value as it is written: to 0.1, without a trailing zero. */
export const axisNumber = (value) => String(Math.round(value * 10) / 10 + 0);

/* --- the parts of the host ------------------------------------------------ */

/**
 * Share a host's size among frame, plot and tray.
 *
 * `em` is the letters' size in px, `radius` a dot's, `waiting` the tools in the tray.
 * The plot is the area from 0 to 100; the frame leaves room for dots at its edges.
 */
export function layOut(width, height, { em, radius, waiting = 0 }) {
  const gutter = 1.9 * em;
  const isWide = width > height * WIDE_FROM;
  const tray = waiting ? shapeTray(waiting, isWide ? height - 2 * EDGE : width - 2 * EDGE, { em, radius }) : null;
  const beside = tray ? tray.depth + EDGE : 0;
  const free = {
    width: Math.max(1, width - gutter - EDGE - (isWide ? beside : 0)),
    height: Math.max(1, height - gutter - EDGE - (isWide ? 0 : beside)),
  };
  const frame = { x: gutter, y: EDGE, height: free.height, width: Math.min(free.width, free.height * ASPECT_MOST) };
  frame.x += (free.width - frame.width) / 2;
  const plot = inflated(frame, -Math.min(radius + 3, frame.width / 4, frame.height / 4));
  if (!tray) return { frame, plot, tray: null };
  const along = tray.perLane * tray.pitch;
  const caption = 1.5 * em;
  const box = isWide
    ? { x: frame.x + frame.width + EDGE, y: frame.y, width: tray.depth - EDGE, height: Math.min(Math.ceil(waiting / tray.lanes) * tray.pitch + caption, along + caption) }
    : { x: EDGE, y: frame.y + frame.height + gutter, width: width - 2 * EDGE, height: tray.depth };
  return { frame, plot, tray: { ...tray, box, caption, isWide } };
}

function shapeTray(waiting, length, { em, radius }) {
  const pitches = TRAY_SHAPES.map(([lanes, pitch]) => [lanes, Math.max(pitch, 2 * radius + 6)]);
  const shapes = pitches.map(([lanes, pitch]) => ({ lanes, pitch, perLane: Math.max(1, Math.floor((length - 1.5 * em) / pitch)) }));
  const shape = shapes.find(({ lanes, perLane }) => lanes * perLane >= waiting) ?? shapes.at(-1);
  return { ...shape, depth: Math.max(shape.lanes * shape.pitch, 0) + 1.5 * em };
}

/** The centre of a tray's slot; slots fill row by row. */
export function slotAt({ box, caption, lanes, perLane, pitch, isWide }, index) {
  const inRow = isWide ? lanes : perLane;
  const step = isWide ? box.width / lanes : pitch;
  return [box.x + (index % inRow) * step + step / 2, box.y + caption + Math.floor(index / inRow) * pitch + pitch / 2];
}

/** The tools of the tray's page that holds `kept` (or of page `page`), and how many others wait. */
export function trayPage(ids, { lanes, perLane }, page, kept) {
  const room = lanes * perLane;
  if (ids.length <= room) return { shown: ids, page: 0, more: 0 };
  const size = Math.max(1, room - TRAY_MORE);
  const pages = Math.ceil(ids.length / size);
  const chosen = ids.includes(kept) ? Math.floor(ids.indexOf(kept) / size) : page % pages;
  const shown = ids.slice(chosen * size, (chosen + 1) * size);
  return { shown, page: chosen, more: ids.length - shown.length };
}

/** A dot's radius in px: smaller where many share a small plot, back to full size when zoomed. */
export function dotRadius(count, area, { zoom = 1, em = 0 } = {}) {
  const largest = Math.max(DOT_LARGEST, em * DOT_PER_EM);
  const fitting = zoom * Math.sqrt((area * DOTS_COVER) / (Math.PI * Math.max(1, count)));
  return clamp(fitting, DOT_SMALLEST, largest);
}

/* --- axis points and pixels ----------------------------------------------- */

export function toPixel(plot, camera, [x, y]) {
  return [
    plot.x + camera.x + (x / AXIS_LENGTH) * plot.width * camera.zoom,
    plot.y + camera.y + (1 - y / AXIS_LENGTH) * plot.height * camera.zoom,
  ];
}

/** The axis point under a pixel, kept on the axes and within what the plot shows. */
export function toAxis(plot, camera, [px, py]) {
  const left = clamp(px, plot.x, plot.x + plot.width) - plot.x - camera.x;
  const top = clamp(py, plot.y, plot.y + plot.height) - plot.y - camera.y;
  return [
    clamp((left / (plot.width * camera.zoom)) * AXIS_LENGTH, 0, AXIS_LENGTH),
    clamp((1 - top / (plot.height * camera.zoom)) * AXIS_LENGTH, 0, AXIS_LENGTH),
  ];
}

/** The camera moved so that the plot's content fills the plot. */
export function contained(plot, { zoom, x, y }) {
  return { zoom, x: clamp(x, plot.width * (1 - zoom), 0), y: clamp(y, plot.height * (1 - zoom), 0) };
}

/** Magnify by a factor while the place under a pixel stays where it is. */
export function zoomedAt(plot, camera, factor, [px, py]) {
  const zoom = clamp(camera.zoom * factor, 1, ZOOM_MOST);
  const ratio = zoom / camera.zoom;
  const x = px - plot.x - (px - plot.x - camera.x) * ratio;
  const y = py - plot.y - (py - plot.y - camera.y) * ratio;
  return contained(plot, { zoom, x, y });
}

export const pannedBy = (plot, camera, [dx, dy]) => contained(plot, { ...camera, x: camera.x + dx, y: camera.y + dy });

/** Follow two fingers from a pair of points to the next pair. */
export function pinched(plot, camera, before, after) {
  const [from, to] = [middle(...before), middle(...after)];
  const factor = distance(...after) / Math.max(1, distance(...before));
  return pannedBy(plot, zoomedAt(plot, camera, factor, from), [to[0] - from[0], to[1] - from[1]]);
}

/** The camera moved just so far that a pixel comes into the plot. */
export function broughtIn(plot, camera, [px, py]) {
  const dx = clamp(px, plot.x, plot.x + plot.width) - px;
  const dy = clamp(py, plot.y, plot.y + plot.height) - py;
  return pannedBy(plot, camera, [dx, dy]);
}

/** Round values for the ticks between two axis values on an axis so many letters (em) long. */
export function ticks(low, high, length) {
  const least = ((high - low) * TICK_ROOM) / Math.max(1, length);
  const step = TICK_STEPS.find((each) => each >= least) ?? AXIS_LENGTH;
  const values = [];
  for (let value = Math.ceil(low / step) * step; value <= high + 1e-9; value += step) values.push(value);
  return values;
}

/* --- one axis only -------------------------------------------------------- */

export const baseLine = (plot) => plot.y + plot.height * BASE_AT;

/** How far above the line each dot of a 1-D chart stands, in px, so that none covers another. */
export function stackUp(xs, radius, room) {
  const size = 2 * radius + STACK_GAP;
  const order = xs.map((x, index) => [x, index]).sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const ends = [];
  const levels = [];
  for (const [x, index] of order) {
    const free = ends.findIndex((end) => end + size <= x);
    const level = free < 0 ? ends.length : free;
    ends[level] = x;
    levels[index] = level;
  }
  const step = Math.min(size, Math.max(0, room - radius) / Math.max(1, ends.length - 1));
  return levels.map((level) => level * step);
}

/* --- what lies under a finger ---------------------------------------------- */

/** The id of the spot [id, x, y] nearest to a point, if it is within reach; later spots win ties. */
export function hitTest(spots, point, reach) {
  let best = null;
  let least = reach;
  for (const [id, x, y] of spots) {
    const away = distance([x, y], point);
    if (away <= least) [best, least] = [id, away];
  }
  return best;
}

/** The ids of the spots that lie on one another around one of them, nearest first. */
export function pileAt(spots, id, reach) {
  const heart = spots.find((spot) => spot[0] === id);
  if (!heart) return [];
  const near = spots.map(([other, x, y]) => [distance([x, y], heart.slice(1)), other]).filter(([away]) => away <= reach);
  near.sort((a, b) => a[0] - b[0]);
  return near.slice(0, FAN_MOST).map(([, other]) => other);
}

/**
 * Spread spots [id, x, y] on a circle, each about in the direction in which it lies.
 * Returns {centre, radius, places: Map id → [x, y]}; neighbours are `spacing` px apart or more.
 */
export function fanOut(spots, spacing, box) {
  const count = spots.length;
  const mean = [spots.reduce((sum, spot) => sum + spot[1], 0) / count, spots.reduce((sum, spot) => sum + spot[2], 0) / count];
  const radius = Math.max((FAN_LOOSE * spacing) / 2, spacing / (2 * Math.sin(Math.PI / count)));
  const centre = [
    clamp(mean[0], box.x + radius, Math.max(box.x + radius, box.x + box.width - radius)),
    clamp(mean[1], box.y + radius, Math.max(box.y + radius, box.y + box.height - radius)),
  ];
  const turn = (2 * Math.PI) / count;
  const directed = spots.map(([id, x, y]) => [Math.atan2(y - mean[1], x - mean[0]), id]).sort((a, b) => a[0] - b[0]);
  const sines = directed.reduce((sum, [angle], index) => sum + Math.sin(angle - index * turn), 0);
  const cosines = directed.reduce((sum, [angle], index) => sum + Math.cos(angle - index * turn), 0);
  const start = Math.atan2(sines, cosines);
  const places = directed.map(([, id], index) => {
    const angle = start + index * turn;
    return [id, [centre[0] + radius * Math.cos(angle), centre[1] + radius * Math.sin(angle)]];
  });
  return { centre, radius, places: new Map(places) };
}

/** A line between two circles that ends at their edges; null where they touch. */
export function lineBetween(a, radiusA, b, radiusB) {
  const length = distance(a, b);
  if (length <= radiusA + radiusB) return null;
  const [ux, uy] = [(b[0] - a[0]) / length, (b[1] - a[1]) / length];
  return [a[0] + ux * radiusA, a[1] + uy * radiusA, b[0] - ux * radiusB, b[1] - uy * radiusB];
}

/* --- names ------------------------------------------------------------------ */

const SIDES = {
  right: (r, w, h) => [r, -h / 2],
  left: (r, w, h) => [-r - w, -h / 2],
  above: (r, w, h) => [-w / 2, -r - h],
  below: (r, w) => [-w / 2, r],
  rightAbove: (r, w, h) => [r * 0.6, -r * 0.6 - h],
  rightBelow: (r) => [r * 0.6, r * 0.6],
  leftAbove: (r, w, h) => [-r * 0.6 - w, -r * 0.6 - h],
  leftBelow: (r, w) => [-r * 0.6 - w, r * 0.6],
};

/**
 * Find a place beside its dot for each name, clear of dots, of one another and of the box's edges.
 *
 * `names`: [{id, x, y, radius, width, height, side?, must?}], important ones first; `side` is
 * preferred, `must` is placed even where nothing is free. `spots`: [[id, x, y, radius]].
 * Returns Map id → {side, dx, dy}: the way in px from the dot's centre to the name's top left.
 */
export function placeNames(names, spots, box) {
  const taken = spots.map(([id, x, y, r]) => ({ id, x: x - r, y: y - r, width: 2 * r, height: 2 * r }));
  const found = new Map();
  for (const { id, x, y, radius, width, height, side, must } of names) {
    const at = (each) => {
      const [dx, dy] = SIDES[each](radius + LABEL_GAP, width, height);
      const left = each === "above" || each === "below" ? clamp(x + dx, box.x, Math.max(box.x, box.x + box.width - width)) : x + dx;
      return { side: each, x: left, y: y + dy, width, height };
    };
    const isWithin = (each) => isInside(box, [each.x, each.y]) && isInside(box, [each.x + width, each.y + height]);
    const order = side ? [side, ...Object.keys(SIDES).filter((each) => each !== side)] : Object.keys(SIDES);
    const places = order.map(at).filter(isWithin);
    const free = places.find((place) => !taken.some((other) => other.id !== id && overlap(place, other)));
    const chosen = free ?? (must ? (places.find((place) => place.side === "above") ?? places[0] ?? at("below")) : null);
    if (!chosen) continue;
    taken.push({ ...chosen, id: null });
    found.set(id, { side: chosen.side, dx: chosen.x - x, dy: chosen.y - y });
  }
  return found;
}

function overlap(a, b) {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}
