/**
 * The voting canvas: glues room, state, chart and panel together. `mount` serves
 * the light page and the dashboard's canvas; on the light page the module mounts
 * itself. The wall's own `mount` in wall.js adds what only the wall has.
 */

import {
  emptyState,
  hiddenWords,
  isBlind,
  lateWords,
  needsCode,
  nextUnplaced,
  onAxis,
  outdatedBy,
  ownAnswer,
  placeWords,
  roundWords,
  seedsOf,
  sizeWords,
  timeLeft,
  undoing,
  viewOf,
  withBoard,
  withFrame,
  withPosition,
  withReveal,
  withVote,
} from "./board.js";
import { createChart } from "./chart.js";
import { askCode, askName, askTool, explain } from "./dialogs.js";
import { button, createPanel, el, setText } from "./panel.js";
import { browserWorld, createRoom } from "./room.js";

const LOST_AFTER = 2_000; // ms without a stream before the visitor is told
const MESSAGE_FOR = 8_000; // ms that a message about the whole board stays
const SAY_PLACE_AFTER = 600; // ms after the last key before a place is read out
const SECOND = 1_000; // ms
const MIDDLE = 50; // axis points: the y of a draft that never had one
const INTRODUCED = "spectrum.introduced";
const REVEALED = "spectrum.revealed";
const FORGOTTEN = "spectrum.forgotten"; // written by my-votes.js
const KEPT = "No connection: your vote is kept and sent when you are back.";
const SENT = "Your vote has been sent.";
const SAID = {
  place: "Your vote is in.",
  unsure: "Noted: you are unsure about this tool.",
  unknown_tool: "Noted: you don’t know this tool.",
  withdraw: "Your vote is withdrawn.",
};

/**
 * Show a board in `root`. Options: {board, base, mode: "vote" | "wall", theme?: "light" | "dark",
 * select?: a tool's id, createWall? and join?: see wall.js, own?, privacy?: where the pages of these names are, below
 * `base`}. Returns {update(options), destroy()}.
 */
export function mount(root, options) {
  const host = root instanceof Element ? root : root.appendChild(el("div"));
  let shown = null;
  let current = {};
  const update = (changes) => {
    const before = current;
    current = { mode: "vote", base: "/", ...before, ...changes };
    host.classList.add("spectrum");
    host.dataset.mode = current.mode;
    const theme = current.theme ?? (current.mode === "wall" ? "dark" : null);
    if (theme) host.dataset.theme = theme;
    else delete host.dataset.theme;
    const isSame = shown && ["board", "base", "mode"].every((name) => before[name] === current[name]);
    if (!isSame) {
      shown?.destroy();
      shown = createCanvas(host, current);
    }
    shown.update(current);
  };
  update(options);
  return {
    update,
    destroy() {
      shown.destroy();
      host.replaceChildren();
    },
  };
}

function createCanvas(host, { board, base, mode, createWall, own = "my-votes", privacy = "privacy" }) {
  const isWall = mode === "wall";
  const world = browserWorld();
  let state = { ...emptyState(), revealed: world.storage.getItem(`${REVEALED}.${board}`) };
  const ui = { outcome: null, message: null, isLost: false, problem: null, left: "" };
  const timers = {};
  let hasIntroduced = isWall || world.storage.getItem(INTRODUCED) !== null;
  let drawing = null;
  let wanted = null; // the tool that the page asks to select, until it is there
  let asked = null; // the one it asked for last

  const after = (name, wait, call) => {
    clearTimeout(timers[name]);
    timers[name] = setTimeout(call, wait);
  };

  /* --- what the visitor does --- */

  const actions = {
    onSelect: (id) => select(id, { intoStrip: true }),
    onNext: () => select(nextUnplaced(state), { intoStrip: true, onChart: true }),
    onSearch: (search) => change({ search }),
    onBranch: (branch) => change({ branch }),
    onType: (x, y) => draft(state.selected, x, y, { isTyped: true }),
    onVote: vote,
    onCancel: cancel,
    onClose() {
      const id = state.selected;
      change({ draft: null });
      select(null);
      panel.focusTool(id);
    },
    onAnswer: (kind) => cast([{ tool_id: state.selected, kind }], SAID[kind]),
    onUndo() {
      const { toolId, undo } = ui.outcome;
      const isNone = undo.at(-1).kind === "withdraw";
      cast(undo, isNone ? "Undone: you have no answer on this tool." : "Undone: your earlier answer is back.", toolId);
    },
    onDismiss: () => say(null),
    onCode: () => giveCode(),
    onAdd: () => addTool(),
    onSuggest: () => suggest(),
  };

  function change(changes) {
    state = { ...state, ...changes };
    draw();
  }

  function select(id, { intoStrip = false, onChart = false } = {}) {
    if (id === state.selected) {
      if (intoStrip && id) panel?.focusStrip();
      return;
    }
    const left = state.draft && state.tools.get(state.draft.toolId);
    if (left && id) say(`${left.name} was not voted on: its place was not saved.`, "quiet");
    ui.outcome = null;
    state = { ...state, selected: id, draft: null };
    drawNow();
    if (intoStrip && id) panel?.focusStrip();
    if (onChart && id) chart.resetZoom();
  }

  function draft(id, x, y, { isTyped = false } = {}) {
    const tool = state.tools.get(id);
    if (!tool || !state.votingOpen || isWall) return;
    if (state.selected !== id) select(id);
    const before = state.draft;
    const answer = ownAnswer(state, id);
    const kept = before?.y ?? answer?.y ?? tool.y ?? MIDDLE;
    const height = state.dimension === 1 ? null : onAxis(y ?? kept);
    ui.outcome = null;
    change({ draft: { toolId: id, x: onAxis(x), y: height, isTyped, shown: before?.shown ?? [tool.x, tool.y] } });
  }

  function cancel() {
    ui.outcome = null;
    if (state.draft) change({ draft: null });
    else actions.onClose();
  }

  function vote() {
    if (!state.draft) return;
    const { toolId, x, y, shown } = state.draft;
    const seen = shown[0] === null ? {} : { shown_x: shown[0], shown_y: shown[1] };
    cast([{ tool_id: toolId, x, y, ...seen }], SAID.place);
  }

  /** Send votes on one tool, tell what became of them, and offer the way back. */
  async function cast(votes, said, toolId = votes[0].tool_id) {
    if (needsCode(state) && !(await giveCode())) return;
    const before = ownAnswer(state, toolId);
    const unsaved = state.draft;
    state = { ...state, draft: null };
    tellOutcome({ toolId, text: "Sending…", tone: "quiet", undo: null }, { aloud: false });
    const results = await Promise.all(votes.map((each) => room.send(each)));
    const result = results.find((each) => each.status !== "saved") ?? results[0];
    if (result.status === "saved" || result.status === "kept") {
      const isSaved = result.status === "saved";
      const why = result.busy ? "The room is busy: your vote is kept and sent in a moment." : KEPT;
      const undo = undoing(toolId, before, ownAnswer(state, toolId));
      tellOutcome({ toolId, text: isSaved ? said : why, tone: isSaved ? "good" : "kept", undo });
      return;
    }
    if (unsaved && state.selected === toolId && !state.draft) state = { ...state, draft: unsaved };
    if (result.status === "code") {
      state = { ...state, round: { ...state.round, code_accepted: false } };
      tellOutcome({ toolId, text: result.detail, tone: "bad", undo: null });
      if (await giveCode()) cast(votes, said, toolId);
      return;
    }
    tellOutcome({ toolId, text: result.detail, tone: "bad", undo: null });
  }

  async function giveCode() {
    const isAccepted = await askCode(host, { save: (fields) => room.setVoter(fields) });
    if (isAccepted) change({ round: { ...state.round, code_accepted: true } });
    return isAccepted;
  }

  /* --- what the visitor is told --- */

  function tellOutcome(outcome, { aloud = true } = {}) {
    if (outcome.toolId === state.selected) ui.outcome = outcome;
    else if (outcome.tone === "bad") say(`${state.tools.get(outcome.toolId)?.name}: ${outcome.text}`, "bad");
    if (aloud) announce(outcome.text);
    draw();
  }

  function say(text, tone = "quiet") {
    ui.message = text ? { text, tone } : null;
    clearTimeout(timers.message);
    if (text) {
      announce(text);
      if (tone !== "bad") after("message", MESSAGE_FOR, () => say(null));
    }
    draw();
  }

  function tellLost() {
    ui.isLost = true;
    announce("The connection is lost. Your votes are kept and sent when you are back.");
    draw();
  }

  function announce(text) {
    live.textContent = live.textContent === text ? `${text}\u00a0` : text;
  }

  /* --- what the server says --- */

  const handlers = {
    onBoard(answer, since) {
      const before = state;
      ui.problem = null;
      state = withBoard(state, answer);
      forgetOutcome(before);
      for (const news of since) take(news);
      if (state.tools.has(wanted)) {
        select(wanted);
        wanted = null;
      }
      drawNow();
      if (!hasIntroduced) introduce();
    },
    onNews(news) {
      const before = state;
      take(news);
      forgetOutcome(before);
      if (news.frame) follow(before, news.frame);
      draw();
    },
    onLoadFailed(problem) {
      ui.problem = problem ? `The board cannot be loaded: ${problem.detail}` : "The board cannot be loaded yet. Trying again…";
      draw();
    },
    onConnection(connection) {
      if (connection === "live") {
        clearTimeout(timers.lost);
        timers.lost = null;
        ui.isLost = false;
      } else {
        timers.lost ??= setTimeout(tellLost, LOST_AFTER);
      }
      draw();
    },
    onWaiting: (waiting) => change({ waiting }),
    onLate(late) {
      const isAllSaved = late.refused.length === 0;
      const isShown = ui.outcome?.tone === "kept";
      if (isShown) ui.outcome = isAllSaved ? { ...ui.outcome, text: SENT, tone: "good" } : null;
      if (isShown && isAllSaved && late.saved === 1) {
        announce(SENT);
        draw();
        return;
      }
      say(lateWords(late), isAllSaved ? "good" : "bad");
    },
    onCodeNeeded: () => change({ round: { ...state.round, code_accepted: false } }),
  };

  /** What was done ends with its round; why something was not done stays, and what waits to be sent. */
  function forgetOutcome(before) {
    if (before.round?.id !== state.round?.id && ui.outcome?.tone === "good") ui.outcome = null;
  }

  function take({ frame, vote: stored, tool }) {
    if (frame) state = withFrame(state, frame);
    if (stored) state = withVote(state, stored);
    if (tool) state = withPosition(state, tool);
  }

  /** What a frame brings along besides positions. */
  function follow(before, frame) {
    const outdated = outdatedBy(before, frame);
    if (isWall && (outdated.mine || outdated.catalogue)) room.refetch();
    else if (outdated.mine || outdated.catalogue) room.refetchSoon();
    if (before.votingOpen !== state.votingOpen) announce(roundWords(state));
    if (frame.recent?.length && !isBlind(state)) chart.splash(frame.recent);
  }

  /* --- parts --- */

  const live = el("p", { class: "unseen", "aria-live": "polite", role: "status" });
  const chartHost = el("div", { class: "chart is-loading" });
  const chart = createChart(chartHost, {
    onSelect: (id) => (id || !state.draft) && select(id),
    onDraft(id, x, y, settled) {
      draft(id, x, y);
      if (settled && state.draft) {
        after("place", SAY_PLACE_AFTER, () => state.draft && announce(`At ${placeWords(state.draft.x, state.draft.y)}, not saved yet.`));
      }
    },
    onTap: (x, y) => draft(state.selected, x, y),
    onConfirm: vote,
    onCancel: cancel,
    onSettle: () => wall?.list(chart.unnamed()),
  });
  const panel = isWall ? null : createPanel(actions);
  const pages = { own: `${base}${own}`, privacy: `${base}${privacy}` };
  const header = isWall ? null : createHeader({ introduce, askWho, addTool, switchTo, pages });
  const wall = isWall ? createWall({ onReveal: reveal }) : null;
  const past = isWall ? null : button("To the list of tools", () => panel.focusSearch(), { class: "past" });
  const parts = isWall ? [chartHost, wall.element] : [header.element, past, chartHost, panel.element, live];
  host.replaceChildren(el("div", { class: isWall ? "hall" : "room" }, ...parts));
  const room = createRoom({ base, board, handlers, world });

  function introduce() {
    hasIntroduced = true;
    world.storage.setItem(INTRODUCED, "1");
    explain(host, { axes: state.board.axes, hidden: hiddenWords(state), isOpen: state.votingOpen });
  }

  function askWho() {
    const save = async (fields) => {
      const result = await room.setVoter(fields);
      if (result.ok) {
        change({ voter: { ...state.voter, ...result.answer, name: fields.name || null } });
        say(`You are “${result.answer.name}”.`, "good");
      }
      return result;
    };
    askName(host, { voter: state.voter, branches: state.branches, save });
  }

  async function addTool() {
    if (needsCode(state) && !(await giveCode())) return;
    const save = async (fields) => {
      const result = await room.addTool(fields);
      if (result.ok) added(result.answer);
      return result;
    };
    const choose = (id) => select(id, { intoStrip: true });
    askTool(host, { tools: state.tools.values(), branches: state.branches, save, choose });
  }

  async function suggest() {
    const { askSuggestion, THANKS } = await import("./suggest.js");
    const tools = [...state.tools.values()];
    const save = (fields) => room.suggest(fields);
    const isTaken = await askSuggestion(host, { tools, tool: state.selected, axes: state.board.axes, save });
    if (isTaken) say(THANKS, "good");
  }

  function added(tool) {
    if (tool.status !== "live") {
      say(`“${tool.name}” is proposed. The organiser looks at it first.`, "good");
      return;
    }
    wanted = tool.tool_id;
    room.refetch();
    say(`“${tool.name}” is on the board. Give it its place.`, "good");
  }

  function switchTo(dimension) {
    const unsaved = state.draft;
    const y = dimension === 1 ? null : (ownAnswer(state, unsaved?.toolId)?.y ?? state.tools.get(unsaved?.toolId)?.y ?? MIDDLE);
    change({ dimension, draft: unsaved && { ...unsaved, y, isTyped: false } });
  }

  function reveal() {
    const seeds = seedsOf(state);
    state = withReveal(state);
    world.storage.setItem(`${REVEALED}.${board}`, state.revealed);
    drawNow();
    chart.reveal(seeds);
  }

  /* --- drawing --- */

  function draw() {
    drawing ??= requestAnimationFrame(drawNow);
  }

  function drawNow() {
    cancelAnimationFrame(drawing);
    drawing = null;
    chartHost.classList.toggle("is-loading", !state.board);
    if (state.board) chart.update(viewOf(state, mode));
    panel?.update(state, ui);
    tellTime();
  }

  /** The time that is left, second by second, without drawing the rest. */
  function tellTime() {
    const now = room.serverTime();
    ui.left = timeLeft(state, now);
    header?.update(state, ui);
    wall?.update(state, ui);
    if (ui.left) after("second", SECOND - (now % SECOND), tellTime);
    else clearTimeout(timers.second);
  }

  const listening = new AbortController();
  const listen = (target, event, call) => target.addEventListener(event, call, { signal: listening.signal });
  if (header) listen(host, "pointerdown", (event) => header.leaveMenu(event.target));
  listen(document, "visibilitychange", () => (document.hidden ? room.sleep() : room.wake()));
  listen(globalThis, "pageshow", (event) => event.persisted && room.wake(true));
  listen(globalThis, "online", () => room.wake(true));
  listen(globalThis, "offline", () => room.lose());
  listen(globalThis, "storage", ({ key }) => {
    if (key !== FORGOTTEN || isWall) return;
    room.refetch();
    say("Your votes were made anonymous in another tab. You are a new voter from now on.");
  });
  room.start();

  return {
    update(options) {
      wall?.join(options.join);
      if (options.select && options.select !== asked && !isWall) {
        asked = wanted = options.select;
        if (state.tools.has(wanted)) select(wanted);
      }
      draw();
    },
    destroy() {
      listening.abort();
      for (const timer of Object.values(timers)) clearTimeout(timer);
      cancelAnimationFrame(drawing);
      room.stop();
      chart.destroy();
      wall?.destroy();
    },
  };
}

function createHeader({ introduce, askWho, addTool, switchTo, pages }) {
  const title = el("h1", {}, "");
  const demo = demoMark();
  const line = el("span", {}, "Loading the board…");
  const sizes = el("span", { class: "sizes" });
  const connection = el("span", { class: "connection" }, el("span", {}, "Connecting…"));
  const summary = el("summary", { "aria-label": "Menu", title: "Menu" });
  const menu = el("details", { class: "menu" }, summary);
  const item = (label, call) =>
    button(label, () => {
      menu.open = false;
      summary.focus();
      call();
    });
  const add = item("Add a tool", addTool);
  const plane = button("2-D", () => switchTo(2));
  const axis = button("1-D", () => switchTo(1));
  const views = el("div", { class: "views", role: "group", "aria-label": "Axes shown" }, plane, axis);
  const links = [el("a", { href: pages.own }, "My votes"), el("a", { href: pages.privacy }, "Privacy")];
  menu.append(el("div", { class: "items" }, item("My name", askWho), add, item("How it works", introduce), ...links, views));
  menu.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    menu.open = false;
    summary.focus();
  });
  return {
    leaveMenu(target) {
      if (!menu.contains(target)) menu.open = false;
    },
    element: el("header", { class: "top" }, el("div", { class: "titles" }, title, el("p", {}, line, sizes)), demo, connection, menu),
    update(state, ui) {
      if (!state.board) return;
      setText(title, state.board.title);
      demo.hidden = !state.isDemo;
      setText(line, roundWords(state, ui.left && `, closes in ${ui.left}`));
      setText(sizes, ` · ${sizeWords(state)}`);
      setText(connection.firstChild, ui.isLost ? "Reconnecting…" : "Live");
      connection.classList.toggle("is-lost", ui.isLost);
      add.hidden = !state.addingOpen;
      plane.setAttribute("aria-pressed", String(state.dimension === 2));
      axis.setAttribute("aria-pressed", String(state.dimension === 1));
    },
  };
}

/** A demo's votes are made up, which every page says. */
export function demoMark() {
  return el("span", { class: "demo", title: "The votes of this board are made up", hidden: true }, "DEMO");
}

const page = globalThis.document?.querySelector("main.spectrum[data-board]");
if (page) {
  const { board, base } = page.dataset;
  const here = encodeURIComponent(board);
  mount(page, { board, base, own: `my-votes/${here}`, privacy: `privacy/${here}` });
}
