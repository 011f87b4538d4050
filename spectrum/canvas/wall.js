/**
 * The wall: what stands beside the chart on the big screen, and in its place while
 * positions are hidden. It is looked at, not touched, so whatever finds no room is
 * counted rather than scrolled to.
 *
 * `join`: {url, qr: the data URI of a picture, code?: {round: an id, text}}; the code
 * reaches only a browser that is signed in as the organiser.
 */

import { count, isBlind, roundWords, sizeWords } from "./board.js";
import { demoMark, mount as mountCanvas } from "./main.js";
import { button, el, setText } from "./panel.js";

const HIDDEN = "Positions are hidden. They are shown here after the round.";
const HELD_BACK = "Positions are still hidden. Reveal shows them.";
const ROW = 1.6; // letters (em) from row to row of a list
const COLUMN = 19; // letters that a tool's number, name and votes take side by side
const LETTER_LEAST = 0.022; // of the wall's height, so that it is read from 20 m
const LETTER_MOST = 0.036;
const LETTER_OF_PHONE = 13; // px: nobody looks at a phone from 20 m
const PHONE_TO = 600; // px of width
const NO_BREAK = "\u00a0";

/** Show a board on a wall in `root`; options as those of main.js, with `join`. */
export const mount = (root, options) => mountCanvas(root, { ...options, createWall });

/* --- pure ------------------------------------------------------------------ */

/** Whether tools are listed in place of the chart: none may be shown where it stands, or would be if it had a seed. */
export function isListed(state) {
  if (isBlind(state)) return true;
  return Boolean(state.unrevealed) && [...state.tools.values()].every(({ seed }) => !seed);
}

/** A text whose short last word stays with the one before it: "Round 1". */
export const keptTogether = (text) => text.replace(/\s+(?=\S{1,3}$)/, NO_BREAK);

/** Whether the time that is left ("0:09") is so little that it must be seen. */
export const isEnding = (left) => /^0:(0\d|10)$/.test(left);

/** The join code to show: that of the open round, "" if there is none or it is not known. */
export function codeWords({ round, votingOpen }, join) {
  return votingOpen && join?.code && join.code.round === round?.id ? join.code.text : "";
}

/** The least size of letters in px on a wall of this size. */
export const leastLetters = (width, height) => (width <= PHONE_TO && width < height ? LETTER_OF_PHONE : height * LETTER_LEAST);

/**
 * Rows, columns and the size of letters with which so many tools fill an area: as large as goes,
 * between `least` and `most` px. `shown`: how many have room at that size.
 */
export function listShape(total, width, height, least, most) {
  let best = { em: 0 };
  for (let columns = 1; columns <= Math.max(1, total); columns += 1) {
    const rows = Math.ceil(total / columns);
    const em = Math.min(most, height / (rows * ROW), width / (columns * COLUMN));
    if (em > best.em) best = { em, rows, columns, shown: total };
  }
  if (best.em >= least) return best;
  const columns = Math.max(1, Math.floor(width / (least * COLUMN)));
  const rows = Math.max(1, Math.floor(height / (least * ROW)));
  return { em: least, rows, columns, shown: Math.min(total, rows * columns - 1) };
}

/** How many of `total` rows fit a height, with a last row for the number of others where not all do. */
export function rowsWithin(total, height, row) {
  const room = Math.max(0, Math.floor(height / row));
  return total <= room ? total : Math.max(0, room - 1);
}

/** "and 12 more", "" for none. */
export const moreWords = (others) => (others > 0 ? `and ${others} more` : "");

/* --- drawing ---------------------------------------------------------------- */

function toolRow({ number, name }, votes) {
  const parts = [el("span", { class: "tool-number" }, String(number)), el("span", { class: "tool-name" }, name)];
  return el("li", {}, ...parts, ...(votes ? [el("span", { class: "tool-votes" }, votes)] : []));
}

/** Give a list its rows, but only where they differ from what stands there. */
function fill(list, key, rows) {
  if (list.drawn === key) return;
  list.drawn = key;
  list.replaceChildren(...rows());
}

function createWall({ onReveal }) {
  const title = el("h1");
  const demo = demoMark();
  const line = el("p", { class: "round" });
  const roundName = el("p", { class: "round" });
  const left = el("p", { class: "left", hidden: true });
  const revealing = button("Reveal", onReveal, { class: "primary reveal" });
  const sizes = el("p", { class: "sizes" });
  const picture = el("img", { alt: "QR code with the address to vote at" });
  const address = el("p", { class: "address" });
  const codeText = el("strong");
  const code = el("p", { class: "code", hidden: true }, "Code ", codeText);
  const joining = el("div", { class: "joining", hidden: true }, picture, address, code);
  const rest = el("ul", { class: "rest", "aria-label": "Tools without a name on the chart" });
  const why = el("p");
  const list = el("ol", { class: "catalogue" });
  const listing = el("section", { class: "listing", hidden: true }, why, list);
  const column = el("div", { class: "column" }, el("div", { class: "state" }, title, demo, line, roundName, left, revealing), rest, joining);
  const element = el("div", { class: "beside" }, listing, column, sizes);
  let join = null;
  let state = null;
  let unnamed = []; // tools whose names found no room on the chart

  const letters = () => {
    const { clientWidth, clientHeight } = element.parentElement ?? element;
    return leastLetters(clientWidth, clientHeight);
  };

  function drawListing() {
    const isShown = Boolean(state?.board) && isListed(state);
    listing.hidden = !isShown;
    element.parentElement?.classList.toggle("is-listed", isShown);
    if (!isShown) return;
    setText(why, isBlind(state) ? HIDDEN : HELD_BACK);
    const tools = [...state.tools.values()].sort((a, b) => a.number - b.number);
    const least = letters();
    const { em, rows, columns, shown } = listShape(tools.length, list.clientWidth, list.clientHeight, least, (least * LETTER_MOST) / LETTER_LEAST);
    list.style.fontSize = `${em}px`;
    list.style.gridTemplate = `repeat(${rows}, ${ROW}em) / repeat(${columns}, minmax(0, 1fr))`;
    const seen = tools.slice(0, shown).map((tool) => [tool, isBlind(state) ? count(tool.n, "vote") : ""]);
    const more = moreWords(tools.length - shown);
    fill(list, JSON.stringify([seen.map(([{ number, name }, votes]) => [number, name, votes]), more]), () => [
      ...seen.map(([tool, votes]) => toolRow(tool, votes)),
      ...(more ? [el("li", { class: "others" }, more)] : []),
    ]);
  }

  function drawRest() {
    const tools = state && isListed(state) ? [] : unnamed;
    const row = ROW * letters();
    const shown = rowsWithin(tools.length, rest.clientHeight, row);
    const more = shown ? moreWords(tools.length - shown) : "";
    rest.style.fontSize = `${letters()}px`;
    rest.style.gridAutoRows = `${row}px`;
    fill(rest, JSON.stringify([tools.slice(0, shown).map(({ number, name }) => [number, name]), more]), () => [
      ...tools.slice(0, shown).map((tool) => toolRow(tool)),
      ...(more ? [el("li", { class: "others" }, more)] : []),
    ]);
  }

  function drawLists() {
    drawListing();
    drawRest();
  }

  const watching = new ResizeObserver(drawLists);
  for (const each of [rest, list]) watching.observe(each);

  function drawCode() {
    const text = state ? codeWords(state, join) : "";
    code.hidden = !text;
    setText(codeText, text);
  }

  return {
    element,
    join(next) {
      join = next;
      joining.hidden = !join;
      if (!join) return;
      picture.hidden = !join.qr;
      if (join.qr && picture.src !== join.qr) picture.src = join.qr;
      setText(address, join.url.replace(/^https?:\/\//, "").replace(/[/.]/g, "$&\u200b"));
      drawCode();
    },
    /** The tools whose names found no room on the chart. */
    list(tools) {
      unnamed = tools;
      drawRest();
    },
    update(next, ui) {
      state = next;
      if (!state.board) {
        setText(line, ui.problem ?? "Loading the board…");
        return;
      }
      setText(title, state.board.title);
      demo.hidden = !state.isDemo;
      setText(line, ui.isLost ? "Reconnecting…" : roundWords({ ...state, round: null }, ""));
      roundName.hidden = ui.isLost || !state.votingOpen || !state.round?.name;
      setText(roundName, keptTogether(state.round?.name ?? ""));
      left.hidden = ui.isLost || !ui.left;
      left.classList.toggle("is-last", isEnding(ui.left));
      setText(left, `${ui.left}${NO_BREAK}left`);
      setText(sizes, sizeWords(state));
      revealing.hidden = !state.unrevealed;
      drawCode();
      drawListing();
    },
    destroy: () => watching.disconnect(),
  };
}
