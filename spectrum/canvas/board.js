/**
 * What is known of a board and what of it is shown: pure functions from one
 * state to the next. A state is never changed; `room.js` brings the news,
 * `main.js` keeps the latest state, the chart and the panel draw it.
 *
 * Positions are in axis points from 0 to 100. An answer is {kind, x, y}, with
 * kind "place", "unsure" or "unknown_tool"; no answer is null.
 */

export const AXIS_LOW = 0; // axis points
export const AXIS_HIGH = 100; // axis points
export const AXIS_STEP = 0.1; // axis points: the finest position that is shown or voted
export const SIMILAR_FROM = 0.5; // share from 0 to 1: names from here on may mean the same tool
const SIMILAR_TOKEN_FROM = 0.5; // share from 0 to 1: words from here on may be the same word
const PART_OF_NAME = 0.75; // share from 0 to 1: what a name counts that is all within the other
const SIMILAR_SHOWN = 3; // names offered at once
const THIN_SPACE = "\u2009";

/** The state before anything has arrived. */
export function emptyState() {
  return {
    board: null,
    isDemo: false,
    round: null,
    votingOpen: false,
    addingOpen: false,
    voters: 0,
    votes: 0,
    catalogue: null,
    branches: [],
    voter: null,
    tools: new Map(),
    mine: new Map(),
    waiting: [],
    unrevealed: null, // the blind round that has closed and that the wall has not revealed yet
    revealed: null, // the round that was revealed last
    dimension: 2,
    search: "",
    branch: "",
    selected: null,
    draft: null,
  };
}

/* --- news --------------------------------------------------------------- */

/** A board answer takes the place of what was known; choices of the visitor stay. */
export function withBoard(state, answer) {
  const listed = [...answer.tools].sort((a, b) => a.number - b.number);
  const tools = new Map(listed.map((tool) => [tool.tool_id, knownTool(tool)]));
  const mine = new Map(answer.mine.filter((m) => m.kind !== "withdraw").map((m) => [m.tool_id, answerAfter(null, m)]));
  const kept = tools.has(state.selected);
  return {
    ...withRound(state, answer.round, answer.voting_open),
    board: answer.board,
    isDemo: Boolean(answer.demo),
    addingOpen: answer.adding_open,
    voters: answer.voters,
    votes: answer.votes,
    catalogue: answer.catalogue,
    branches: answer.branches ?? [],
    voter: answer.voter ?? state.voter,
    unrevealed: unrevealedRound(state, answer),
    tools,
    mine,
    selected: kept ? state.selected : null,
    draft: kept ? state.draft : null,
  };
}

/** A frame: the whole of the positions if it is full, else those that changed. */
export function withFrame(state, frame) {
  const tools = new Map(state.tools);
  if (frame.full) {
    for (const [id, tool] of tools) tools.set(id, { ...tool, n: 0, x: null, y: null });
  }
  for (const entry of frame.tools) place(tools, entry);
  return {
    ...withRound(state, frame.round, frame.voting_open),
    addingOpen: frame.adding_open,
    voters: frame.voters,
    votes: frame.votes,
    tools,
  };
}

/** One entry [tool_id, n, x, y] or, where the position is hidden, [tool_id, n]. */
export function withPosition(state, entry) {
  const tools = new Map(state.tools);
  place(tools, entry);
  return { ...state, tools };
}

/** A vote of one's own that the server has stored. */
export function withVote(state, vote) {
  const mine = new Map(state.mine);
  const answer = answerAfter(mine.get(vote.tool_id) ?? null, vote);
  if (answer) mine.set(vote.tool_id, answer);
  else mine.delete(vote.tool_id);
  return { ...state, mine };
}

/** The wall shows what the blind round was about. */
export function withReveal(state) {
  return { ...state, unrevealed: null, revealed: state.unrevealed ?? state.revealed };
}

/** Which parts of the board answer a frame makes out of date. */
export function outdatedBy(state, frame) {
  return {
    catalogue: state.catalogue !== null && frame.catalogue !== state.catalogue,
    mine: (frame.round?.id ?? null) !== (state.round?.id ?? null) || frame.voting_open !== state.votingOpen,
  };
}

/** The answer that stands after a vote: a vote without y keeps the y of the placement before it. */
export function answerAfter(previous, vote) {
  const kind = vote.kind ?? "place";
  if (kind === "withdraw") return null;
  if (kind !== "place") return { kind, x: null, y: null };
  const y = vote.y ?? (previous?.kind === "place" ? previous.y : null);
  return { kind, x: vote.x, y };
}

/**
 * The votes that bring an earlier answer back. A placement without y needs a
 * withdrawal first, as the later y would be kept otherwise.
 */
export function undoing(toolId, previous, current) {
  const withdrawal = { tool_id: toolId, kind: "withdraw" };
  if (!previous) return [withdrawal];
  if (previous.kind !== "place") return [{ tool_id: toolId, kind: previous.kind }];
  const placement = { tool_id: toolId, x: previous.x, y: previous.y };
  const keepsLaterY = previous.y === null && current?.kind === "place" && current.y !== null;
  return keepsLaterY ? [withdrawal, placement] : [placement];
}

function knownTool(tool) {
  return {
    id: tool.tool_id,
    number: tool.number,
    name: tool.name,
    description: tool.description ?? "",
    text: normalised(`${tool.number} ${tool.name} ${tool.description ?? ""}`), // what a search looks through
    branches: tool.branches ?? [],
    seed: tool.seed ?? null,
    n: tool.n,
    x: tool.x ?? null,
    y: tool.y ?? null,
  };
}

function place(tools, [id, n, x = null, y = null]) {
  const tool = tools.get(id);
  if (tool) tools.set(id, { ...tool, n, x, y });
}

function withRound(state, round, votingOpen) {
  const isNew = (round?.id ?? null) !== (state.round?.id ?? null);
  const known = round && !isNew ? { ...state.round, ...round } : round;
  const closed = isBlind(state) && !votingOpen ? state.round.id : null;
  return {
    ...state,
    round: known,
    votingOpen,
    mine: isNew && votingOpen && round?.start === "fresh" ? new Map() : state.mine,
    unrevealed: votingOpen ? null : (closed ?? state.unrevealed),
  };
}

function unrevealedRound(state, { voting_open: votingOpen, last_round: last }) {
  const isHeldBack = !votingOpen && last && last.reveal !== "live" && last.id !== state.revealed;
  return isHeldBack ? last.id : null;
}

/* --- reading -------------------------------------------------------------- */

/** Whether others' positions are hidden at the moment. */
export function isBlind(state) {
  return state.votingOpen && Boolean(state.round) && state.round.reveal !== "live";
}

/** Whether this voter has to give the round's join code before voting. */
export function needsCode(state) {
  return state.votingOpen && Boolean(state.round?.join_code_needed) && !state.round.code_accepted;
}

/** One's own answer on a tool, votes that wait to be sent included. */
export function ownAnswer(state, toolId) {
  const stored = state.mine.get(toolId) ?? null;
  return state.waiting.filter((vote) => vote.tool_id === toolId).reduce(answerAfter, stored);
}

/** Whether a vote on a tool waits to be sent. */
export function isWaiting(state, toolId) {
  return state.waiting.some((vote) => vote.tool_id === toolId);
}

/** Whether a tool passes the search (name, description or number) and the branch filter. */
export function matches(tool, { search, branch }) {
  if (branch && !tool.branches.includes(branch)) return false;
  if (!search.trim()) return true;
  const words = normalised(search).split(" ").filter(Boolean);
  return words.every((word) => tool.text.includes(word));
}

/** How far one's own placing has come. */
export function progressOf(state) {
  let placed = 0;
  let answered = 0;
  for (const id of state.tools.keys()) {
    const answer = ownAnswer(state, id);
    if (answer) answered += 1;
    if (answer?.kind === "place") placed += 1;
  }
  return { placed, answered, total: state.tools.size };
}

/** What the chart draws; see `createChart`. */
export function viewOf(state, mode = "vote") {
  const filtered = Boolean(state.search.trim() || state.branch);
  const tools = [...state.tools.values()].map((tool) => ({
    id: tool.id,
    number: tool.number,
    name: tool.name,
    ...shownPosition(state, tool, mode),
    mine: mode === "wall" ? null : ownAnswer(state, tool.id),
    dimmed: filtered && !matches(tool, state),
  }));
  return {
    axes: state.board.axes,
    dimension: state.dimension,
    mode,
    votingOpen: state.votingOpen && mode === "vote",
    hidden: isBlind(state),
    selected: state.selected,
    draft: state.draft && { toolId: state.draft.toolId, x: state.draft.x, y: state.draft.y },
    tools,
  };
}

/** Where the wall's tools start when a blind round is revealed: {tool_id: [x, y]}. */
export function seedsOf(state) {
  const seeded = [...state.tools.values()].filter((tool) => tool.seed);
  return Object.fromEntries(seeded.map((tool) => [tool.id, tool.seed]));
}

function shownPosition(state, { n, x, y, seed }, mode) {
  if (mode !== "wall" || !state.unrevealed) return { n, x, y };
  return { n: 0, x: seed?.[0] ?? null, y: seed?.[1] ?? null };
}

/* --- which tool next ----------------------------------------------------- */

/** Ids in an order of the voter's own: always the same for them, and new tools leave the rest in order. */
export function shuffled(ids, voterId) {
  const keyed = ids.map((id) => [hash(`${voterId} ${id}`), id]);
  keyed.sort(([a, first], [b, second]) => a - b || (first < second ? -1 : 1));
  return keyed.map(([, id]) => id);
}

/** The next tool without an answer in the voter's own order; those that pass the filter come first. */
export function nextUnplaced(state) {
  const order = shuffled([...state.tools.keys()], state.voter?.voter_id ?? "");
  const from = order.indexOf(state.selected) + 1;
  const open = [...order.slice(from), ...order.slice(0, from)].filter(
    (id) => id !== state.selected && !ownAnswer(state, id),
  );
  return open.find((id) => matches(state.tools.get(id), state)) ?? open[0] ?? null;
}

/** A 32-bit hash (FNV-1a) with its bits mixed at the end, so that near texts lie far apart. */
function hash(text) {
  let bits = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) bits = Math.imul(bits ^ text.charCodeAt(i), 0x01000193);
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}

/* --- similar names ------------------------------------------------------- */

/** Tools whose names may mean the same as `name`, the nearest first. */
export function similarTools(name, tools) {
  const scored = [...tools].map((tool) => [similarity(name, tool.name), tool]);
  const near = scored.filter(([score]) => score >= SIMILAR_FROM).sort(([a], [b]) => b - a);
  return near.slice(0, SIMILAR_SHOWN).map(([, tool]) => tool);
}

/** How alike two names are, from 0 to 1: by their letter pairs, or word by word. */
export function similarity(first, second) {
  const [a, b] = [normalised(first), normalised(second)];
  if (!a || !b) return 0;
  return Math.max(dice(pairs(a), pairs(b)), wordSimilarity(a.split(" "), b.split(" ")));
}

function wordSimilarity(a, b) {
  const [few, many] = a.length <= b.length ? [a, b] : [b, a];
  const best = few.map((word) => Math.max(...many.map((other) => dice(pairs(word), pairs(other)))));
  const shared = best.filter((score) => score >= SIMILAR_TOKEN_FROM).reduce((sum, score) => sum + score, 0);
  return Math.max((2 * shared) / (a.length + b.length), (PART_OF_NAME * shared) / few.length);
}

function normalised(text) {
  const plain = text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  return plain.replace(/[^\p{L}\p{N}]+/gu, " ").trim();
}

function pairs(text) {
  if (text.length < 2) return [text];
  return Array.from({ length: text.length - 1 }, (_, i) => text.slice(i, i + 2));
}

function dice(a, b) {
  const left = [...b];
  let shared = 0;
  for (const pair of a) {
    const at = left.indexOf(pair);
    if (at >= 0) {
      left.splice(at, 1);
      shared += 1;
    }
  }
  return (2 * shared) / (a.length + b.length);
}

/* --- numbers and words ---------------------------------------------------- */

/** A value as it is voted: within the axis, to 0.1 point. */
export function onAxis(value) {
  const within = Math.min(AXIS_HIGH, Math.max(AXIS_LOW, value));
  return Math.round(within / AXIS_STEP) / Math.round(1 / AXIS_STEP);
}

/** A position to 0.1 axis point, or a dash. */
export function points(value) {
  return value === null || value === undefined ? "–" : value.toFixed(1);
}

/** "1 vote", "12 votes", "1 234 votes". */
export function count(number, noun) {
  const digits = String(number).replace(/\B(?=(\d{3})+$)/g, THIN_SPACE);
  return `${digits} ${noun}${number === 1 ? "" : "s"}`;
}

/** A place in numbers: "12.0 / 88.5", or "12.0" where only the x axis counts. */
export function placeWords(x, y) {
  return y === null || y === undefined ? points(x) : `${points(x)} / ${points(y)}`;
}

/** One's own answer in a few words, "" for none. */
export function answerWords(answer) {
  if (!answer) return "";
  if (answer.kind === "unsure") return "unsure";
  if (answer.kind === "unknown_tool") return "not known to you";
  return placeWords(answer.x, answer.y);
}

/** Whether voting is open, until when, and in which round, in a few words. */
export function roundWords({ round, votingOpen }, end = endWords(round)) {
  if (!votingOpen) return "Voting is closed";
  return `Voting is open${end}${round?.name ? ` · ${round.name}` : ""}`;
}

function endWords(round) {
  return round?.closes_at ? ` until ${clock(round.closes_at)}` : "";
}

/** How long a round stays open by itself, "4:32" or "1:02:05"; "" if it has no end. `now`: ms on the server's clock. */
export function timeLeft({ round, votingOpen }, now) {
  if (!votingOpen || !round?.closes_at) return "";
  const seconds = Math.max(0, Math.floor((instant(round.closes_at) - now) / 1000));
  const digits = (number) => String(number).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return `${hours ? `${hours}:${digits(minutes)}` : minutes}:${digits(seconds % 60)}`;
}

/** How much a board holds. */
export function sizeWords({ votes, voters }) {
  return `${count(votes, "vote")} by ${count(voters, "voter")}`;
}

/** What became of votes that were kept for later. */
export function lateWords({ saved, refused }) {
  const closed = refused.filter((result) => result.code === 409).length;
  const others = refused.filter((result) => result.code !== 409);
  const told = [];
  if (saved) told.push(`${count(saved, "vote")} from offline saved.`);
  if (closed) {
    told.push(`Voting closed before ${count(closed, "vote")} arrived; ${closed === 1 ? "it was" : "they were"} not saved.`);
  }
  if (others.length) told.push(`${count(others.length, "vote")} could not be saved: ${others[0].detail}`);
  return told.join(" ");
}

/** Why positions are missing, "" where they are not. */
export function hiddenWords(state) {
  if (!isBlind(state)) return "";
  if (state.round.reveal === "after_own_vote") return "Positions are hidden until you have placed the tool.";
  return "Positions are hidden until the round closes.";
}

/** Hours and minutes on the visitor's clock; a time without a zone is UTC. */
export function clock(time) {
  return new Date(instant(time)).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
}

/** A time as ms since 1970. Numbers are seconds; a text without a zone is UTC. */
function instant(time) {
  if (typeof time === "number") return time * 1000;
  return Date.parse(/(Z|[+-]\d\d:?\d\d)$/.test(time) ? time : `${time}Z`);
}
