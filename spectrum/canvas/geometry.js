/**
 * Where things stand on the chart: pure functions between axis points (0 to 100,
 * y upwards) and pixels of the chart's host (y downwards).
 *
 * A point is [x, y], a spot [id, x, y], a box {x, y, width, height} in pixels. A camera
 * is {zoom, x, y}: how much the plot is magnified, and how far its corner is then moved.
 */

const AXIS_LENGTH = 100; // axis points
const ZOOM_MOST = 8; // times
const WIDE_FROM = 1.15; // width of a host by its height from which the tray stands at the side
const ASPECT_MOST = 1.6; // width of a plot by its height
const EDGE = 8; // px that stay free around everything
const GUTTER = 1.9; // letters (em) for the words along an axis
const TICK_ROOM = 8.5; // letters at least from tick to tick
const TICK_STEPS = [1, 2, 5, 10, 25, 50]; // axis points
const DOT_LARGEST = 11; // px: radius on phones and desks
const DOT_SMALLEST = 7.5; // px
const DOT_PER_EM = 0.85; // radius by the size of letters, on the wall
const DOTS_COVER = 0.3; // share of the plot that dots may cover before they shrink
const CROWD_FROM = 60; // dots; fewer keep their numbers, however they lie
const HIDING = 1.5; // radii from centre to centre of dots that hide one another in part
const CROWDED = 0.4; // share of dots that another one hides in part, from which on all are plain
const CROWDED_STILL = 0.3; // share below which plain dots get their numbers back
const PLAIN_COVER = 0.06; // share of the plot that plain dots may cover before they shrink
const PLAIN_LARGEST = 0.6; // radius of dots without numbers, by that of the largest dot with one
const PLAIN_SMALLEST = 0.36;
const BASE_AT = 0.74; // share of the plot's height above the line on which 1-D dots stand
const STACK_GAP = 3; // px between dots that are stacked
const TRAY_SHAPES = [[1, 44], [1, 36], [2, 36], [2, 30], [3, 30]]; // [lanes, px from dot to dot], by preference
const TRAY_TITLE = 1.5; // letters
const TRAY_WORDS = 9; // letters that the title's words take along a tray at the side
const TRAY_MORE = 2; // slots that "+12" takes
const FAN_MOST = 12; // dots in one fan
const FAN_LOOSE = 1.25; // a fan of few is this much wider than it must be
const NAME_GAP = 5; // px from a dot to its name

export const WHOLE = { zoom: 1, x: 0, y: 0 };
export const clamp = (value, low, high) => Math.min(high, Math.max(low, value));
export const distance = (a, b) => Math.hypot(a[0] - b[0], a[1] - b[1]);
export const inflated = ({ x, y, width, height }, by) => ({ x: x - by, y: y - by, width: width + 2 * by, height: height + 2 * by });
export const isInside = (box, [x, y]) => x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height;

/** An axis value as it is written: to 0.1, without a trailing zero. */
export const axisNumber = (value) => String(Math.round(value * 10) / 10);

/* --- the parts of the host ------------------------------------------------ */

/**
 * Share a host's size among frame, plot and tray. `em` is the letters' size in px, `radius`
 * a dot's, `waiting` the number of tools in the tray. The plot is the area from 0 to 100;
 * the frame around it leaves room for the dots at its edges.
 */
export function layOut(width, height, { em, radius, waiting = 0 }) {
  const isWide = width > height * WIDE_FROM;
  const title = TRAY_TITLE * em;
  const tray = waiting ? shapeTray(waiting, (isWide ? height : width) - 2 * EDGE, 2 * radius + 6) : null;
  const lanes = tray ? tray.lanes * tray.pitch : 0;
  const besides = tray ? lanes + EDGE + title : 0;
  const x = GUTTER * em;
  const free = Math.max(1, width - x - EDGE - (isWide ? besides : 0));
  const high = Math.max(1, height - x - EDGE - (isWide ? 0 : besides));
  const wide = Math.min(free, high * ASPECT_MOST);
  const frame = { x: x + (free - wide) / 2, y: EDGE, width: wide, height: high };
  const plot = inflated(frame, -Math.min(radius + 3, wide / 4, high / 4));
  if (!tray) return { frame, plot, tray };
  const rows = Math.min(tray.perLane, Math.ceil(waiting / tray.lanes));
  const box = isWide
    ? { x: frame.x + wide + EDGE, y: EDGE, width: lanes + title, height: Math.max(rows * tray.pitch, Math.min(high, TRAY_WORDS * em)) }
    : { x: EDGE, y: EDGE + high + x, width: width - 2 * EDGE, height: lanes + title };
  const from = isWide ? [box.x + title, box.y] : [box.x, box.y + title];
  return { frame, plot, tray: { ...tray, box, from, isWide, inRow: isWide ? tray.lanes : tray.perLane } };
}

function shapeTray(waiting, length, least) {
  const shapes = TRAY_SHAPES.map(([lanes, wished]) => {
    const pitch = Math.max(wished, least);
    return { lanes, pitch, perLane: Math.max(1, Math.floor(length / pitch)) };
  });
  return shapes.find(({ lanes, perLane }) => lanes * perLane >= waiting) ?? shapes.at(-1);
}

/** The centre of a tray's slot; slots fill row by row. */
export function slotAt({ from, inRow, pitch }, index) {
  return [from[0] + ((index % inRow) + 0.5) * pitch, from[1] + (Math.floor(index / inRow) + 0.5) * pitch];
}

/** The tools of the tray's page that holds `kept`, else of page `page`, and how many others wait. */
export function trayPage(ids, { lanes, perLane }, page, kept) {
  const room = lanes * perLane;
  if (ids.length <= room) return { shown: ids, page: 0, more: 0 };
  const size = Math.max(1, room - TRAY_MORE);
  const at = ids.includes(kept) ? Math.floor(ids.indexOf(kept) / size) : page % Math.ceil(ids.length / size);
  const shown = ids.slice(at * size, (at + 1) * size);
  return { shown, page: at, more: ids.length - shown.length };
}

const largestDot = (em) => Math.max(DOT_LARGEST, em * DOT_PER_EM);
const fittingRadius = (count, area, zoom, cover) => zoom * Math.sqrt((area * cover) / (Math.PI * Math.max(1, count)));

/** A dot's radius in px: smaller where many share a small plot, full size again when zoomed. */
export function dotRadius(count, area, { zoom = 1, em = 0 } = {}) {
  return clamp(fittingRadius(count, area, zoom, DOTS_COVER), DOT_SMALLEST, largestDot(em));
}

/** The radius in px of a dot without a number. */
export function plainRadius(count, area, { zoom = 1, em = 0 } = {}) {
  return clamp(fittingRadius(count, area, zoom, PLAIN_COVER), PLAIN_SMALLEST * largestDot(em), PLAIN_LARGEST * largestDot(em));
}

/** Whether dots of this radius at these points lie so close that numbers on them cannot be read. */
export function isCrowded(points, radius, zoom, wasCrowded) {
  if (points.length <= CROWD_FROM * zoom ** 2) return false;
  const reach = HIDING * radius;
  const sorted = [...points].sort((a, b) => a[0] - b[0]);
  const hidden = sorted.filter((at, index) => hasNear(sorted, index, reach, 1) || hasNear(sorted, index, reach, -1));
  return hidden.length / points.length > (wasCrowded ? CROWDED_STILL : CROWDED);
}

function hasNear(sorted, from, reach, way) {
  for (let index = from + way; sorted[index] && Math.abs(sorted[index][0] - sorted[from][0]) < reach; index += way) {
    if (distance(sorted[index], sorted[from]) < reach) return true;
  }
  return false;
}

/* --- axis points and pixels ----------------------------------------------- */

export function toPixel(plot, { zoom, x, y }, [across, up]) {
  const share = across / AXIS_LENGTH;
  return [plot.x + x + share * plot.width * zoom, plot.y + y + (1 - up / AXIS_LENGTH) * plot.height * zoom];
}

/** The axis point under a pixel, kept on the axes and within what the plot shows. */
export function toAxis(plot, { zoom, x, y }, [px, py]) {
  const left = clamp(px - plot.x, 0, plot.width) - x;
  const top = clamp(py - plot.y, 0, plot.height) - y;
  const across = (left / (plot.width * zoom)) * AXIS_LENGTH;
  const up = (1 - top / (plot.height * zoom)) * AXIS_LENGTH;
  return [clamp(across, 0, AXIS_LENGTH), clamp(up, 0, AXIS_LENGTH)];
}

/** The camera moved by so many px, as far as the plot's content still fills the plot. */
export function pannedBy(plot, { zoom, x, y }, [dx, dy]) {
  return { zoom, x: clamp(x + dx, plot.width * (1 - zoom), 0), y: clamp(y + dy, plot.height * (1 - zoom), 0) };
}

/** Magnify by a factor while the place under a pixel stays where it is. */
export function zoomedAt(plot, camera, factor, [px, py]) {
  const zoom = clamp(camera.zoom * factor, 1, ZOOM_MOST);
  const grown = zoom / camera.zoom - 1;
  const by = [(camera.x - px + plot.x) * grown, (camera.y - py + plot.y) * grown];
  return pannedBy(plot, { ...camera, zoom }, by);
}

/** Follow two fingers from a pair of points to the next pair. */
export function pinched(plot, camera, [a, b], [c, d]) {
  const from = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
  const by = [(c[0] + d[0]) / 2 - from[0], (c[1] + d[1]) / 2 - from[1]];
  return pannedBy(plot, zoomedAt(plot, camera, distance(c, d) / Math.max(1, distance(a, b)), from), by);
}

/** The camera moved just so far that a pixel comes into the plot. */
export function broughtIn(plot, camera, [px, py]) {
  return pannedBy(plot, camera, [clamp(px, plot.x, plot.x + plot.width) - px, clamp(py, plot.y, plot.y + plot.height) - py]);
}

/** Round values for the ticks between two axis values on an axis so many letters (em) long. */
export function ticks(low, high, length) {
  const least = ((high - low) * TICK_ROOM) / Math.max(1, length);
  const step = TICK_STEPS.find((each) => each >= least) ?? AXIS_LENGTH;
  const first = Math.ceil(low / step);
  return Array.from({ length: Math.max(0, Math.floor(high / step) - first + 1) }, (_, index) => (first + index) * step);
}

/* --- one axis only -------------------------------------------------------- */

export const baseLine = (plot) => plot.y + plot.height * BASE_AT;

/** How far above the lowest each dot of a 1-D chart stands, in px, so that none covers another. */
export function stackUp(xs, radius, room) {
  const size = 2 * radius + STACK_GAP;
  const ends = [];
  const levels = [];
  const order = [...xs.keys()].sort((a, b) => xs[a] - xs[b] || a - b);
  for (const index of order) {
    const free = ends.findIndex((end) => end + size <= xs[index]);
    levels[index] = free < 0 ? ends.length : free;
    ends[levels[index]] = xs[index];
  }
  const step = Math.min(size, Math.max(0, room - radius) / Math.max(1, ends.length - 1));
  return levels.map((level) => level * step);
}

/* --- what lies under a finger ---------------------------------------------- */

/** The ids of the spots within reach of a point, nearest first; of equals the later, which is drawn above. */
export function spotsNear(spots, point, reach) {
  const near = spots.map(([id, ...at], index) => ({ id, index, away: distance(at, point) })).filter(({ away }) => away <= reach);
  near.sort((a, b) => a.away - b.away || b.index - a.index);
  return [...new Set(near.map(({ id }) => id))];
}

/** The ids of the spots that lie on one another around one of them, nearest first. */
export function pileAt(spots, id, reach) {
  const [, ...heart] = spots.find((spot) => spot[0] === id) ?? [];
  return heart.length ? spotsNear(spots, heart, reach).slice(0, FAN_MOST) : [];
}

/**
 * Spread spots on a circle, in the order in which they lie around their middle.
 * Returns {centre, radius, places: Map id → [x, y]}; neighbours are `spacing` px apart or more.
 */
export function fanOut(spots, spacing, box) {
  const mean = [1, 2].map((axis) => spots.reduce((sum, spot) => sum + spot[axis], 0) / spots.length);
  const turn = (2 * Math.PI) / spots.length;
  const radius = Math.max((FAN_LOOSE * spacing) / 2, spacing / (2 * Math.sin(turn / 2)));
  const within = (value, low, size) => clamp(value, low + radius, Math.max(low + radius, low + size - radius));
  const centre = [within(mean[0], box.x, box.width), within(mean[1], box.y, box.height)];
  const directed = spots.map(([id, x, y]) => [Math.atan2(y - mean[1], x - mean[0]), id]).sort((a, b) => a[0] - b[0]);
  const places = directed.map(([, id], index) => {
    const angle = directed[0][0] + index * turn;
    return [id, [centre[0] + radius * Math.cos(angle), centre[1] + radius * Math.sin(angle)]];
  });
  return { centre, radius, places: new Map(places) };
}

/** A line [x1, y1, x2, y2] between two circles that ends at their edges; null where they touch. */
export function lineBetween(a, radiusA, b, radiusB) {
  const length = distance(a, b);
  if (length <= radiusA + radiusB) return null;
  const [ux, uy] = [(b[0] - a[0]) / length, (b[1] - a[1]) / length];
  return [a[0] + ux * radiusA, a[1] + uy * radiusA, b[0] - ux * radiusB, b[1] - uy * radiusB];
}

/* --- names ------------------------------------------------------------------ */

export const [RIGHT, LEFT, ABOVE, BELOW] = [0, 1, 2, 3];
const SIDES = [[1, 0], [-1, 0], [0, -1], [0, 1], [1, -1], [1, 1], [-1, -1], [-1, 1]];
const STRAIGHT = 4; // of these are beside, above or below a dot, the rest at its corners
const DIAGONAL = 0.6; // radii: how near a name in a corner comes
const LEADS = [0.6, 1.4, 2.4]; // heights of a name: how long the line to one that stands off may be
const LEAD_GAP = 3; // px from such a line to the name
const WAYS = 16; // into which such a line may go
const NAMES_APART = 0.4; // heights of a name from its end to the next name
const SAMPLE = 4; // px from point to point of a line when it is looked at what it crosses

/**
 * Find a place beside its dot for each name, clear of dots, of one another and of the box's edges,
 * and nearer to its own dot than to any other; else a little off, at the end of a line.
 *
 * `names`: [{id, x, y, radius, width, height, side?, must?, isStraight?}], important ones first; `side` is tried
 * first, `must` is placed even where nothing is free, `isStraight` is never placed at a corner of its dot or off it.
 * `spots`: [[id, x, y]], all of one radius.
 * Returns Map id → {side, dx, dy, lead}: the way in px from the dot's centre to the name's top left, and the
 * line [x1, y1, x2, y2] from the dot to the name, seen from the dot's centre; null where it stands beside it.
 */
export function placeNames(names, spots, radius, box) {
  const room = { spots, radius, box, taken: spots.map(([id, x, y]) => ({ id, ...inflated({ x, y, width: 0, height: 0 }, radius) })) };
  const found = new Map();
  const take = (name, { side, x, y, width, height, lead = null }) => {
    const gap = NAMES_APART * height;
    room.taken.push({ x: x - gap, y, width: width + 2 * gap, height }, ...along(lead ?? []).map((point) => inflated(point, SAMPLE)));
    const [dx, dy] = [x - name.x, y - name.y];
    found.set(name.id, { side, dx, dy, lead: lead && lead.map((value, index) => value - (index % 2 ? name.y : name.x)) });
  };
  for (const name of names) {
    const chosen = besideDot(name, room);
    if (chosen) take(name, chosen);
  }
  for (const name of names) {
    const chosen = !found.has(name.id) && !name.isStraight && offDot(name, room);
    if (chosen) take(name, chosen);
  }
  return found;
}

function besideDot(name, { spots, box, taken }) {
  const sides = [...SIDES.keys()].slice(0, name.isStraight ? STRAIGHT : SIDES.length);
  const places = sides.sort((a, b) => (b === name.side) - (a === name.side)).map((side) => placeBeside(name, side, box));
  const within = places.filter((place) => isWithin(place, box));
  const free = within.find((place) => isFree(place, name, taken) && isOfItsDot(place, name, spots));
  return free ?? (name.must && (within.find(({ side }) => side === ABOVE) ?? within[0] ?? places[0]));
}

/** A place off the dot whose line crosses no other dot and no name; undefined if there is none. */
function offDot(name, { spots, radius, box, taken }) {
  const isClear = (place) =>
    isWithin(place, box) &&
    isFree(place, name, taken) &&
    spots.every(([, ...at]) => distanceTo(place, at) >= radius + NAME_GAP) &&
    along(place.lead).every((point) => isFree(point, name, taken));
  const ways = [...Array(WAYS).keys()].sort((a, b) => (b + SIDES.length === name.side) - (a + SIDES.length === name.side));
  for (const length of LEADS) {
    const place = ways.map((way) => placeOff(name, way, length * name.height)).find(isClear);
    if (place) return place;
  }
}

function placeOff({ x, y, radius, width, height }, way, length) {
  const turn = (2 * Math.PI * way) / WAYS;
  const [across, down] = [Math.cos(turn), Math.sin(turn)];
  const [endX, endY] = [x + across * (radius + length), y + down * (radius + length)];
  const before = (share, size) => (share > 0.3 ? 0 : share < -0.3 ? size : size / 2);
  const lead = [x + across * radius, y + down * radius, endX - across * LEAD_GAP, endY - down * LEAD_GAP];
  return { side: SIDES.length + way, x: endX - before(across, width), y: endY - before(down, height), width, height, lead };
}

/** Points of a line, as boxes without a size; none for no line. */
function along([x1, y1, x2, y2]) {
  if (x1 === undefined) return [];
  const steps = Math.ceil(distance([x1, y1], [x2, y2]) / SAMPLE);
  return Array.from({ length: steps }, (_, step) => ({ x: x1 + ((x2 - x1) * step) / steps, y: y1 + ((y2 - y1) * step) / steps, width: 0, height: 0 }));
}

const isWithin = ({ x, y, width, height }, box) => isInside(box, [x, y]) && isInside(box, [x + width, y + height]);
const isFree = (place, { id }, taken) => !taken.some((other) => other.id !== id && overlap(place, other));

/** Whether a name at a place is read as its own dot's: others are clearly farther away, those that hide its dot a little. */
function isOfItsDot(place, { id, x, y }, spots) {
  const own = distanceTo(place, [x, y]);
  return spots.every(([other, ...at]) => other === id || distanceTo(place, at) >= own + Math.min(place.height, distance(at, [x, y]) / 2));
}

const distanceTo = ({ x, y, width, height }, at) => distance(at, [clamp(at[0], x, x + width), clamp(at[1], y, y + height)]);

function placeBeside({ x, y, radius, width, height }, side, box) {
  const [across, down] = SIDES[side];
  const reach = (radius + NAME_GAP) * (across && down ? DIAGONAL : 1);
  const from = (way, size) => (way > 0 ? reach : way < 0 ? -reach - size : -size / 2);
  const left = x + from(across, width);
  return { side, x: across ? left : clamp(left, box.x, Math.max(box.x, box.x + box.width - width)), y: y + from(down, height), width, height };
}

function overlap(a, b) {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}
