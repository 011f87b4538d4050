/**
 * Everything beside the chart: notices, progress, the list of tools, and the
 * strip in which a place is confirmed. It shows the state it is given and calls
 * `actions`; it keeps nothing but what the visitor is typing. Elements are made
 * once and changed only where their text changes, so that 300 tools stay quick.
 */

import {
  answerWords,
  AXIS_HIGH,
  AXIS_LOW,
  AXIS_STEP,
  count,
  hiddenWords,
  isWaiting,
  matches,
  needsCode,
  nextUnplaced,
  ownAnswer,
  placeWords,
  progressOf,
} from "./board.js";

/** An element with attributes, listeners (`onclick`) and children; texts become text nodes. */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(name, value === true ? "" : value);
    }
  }
  element.append(...children);
  return element;
}

/** A button that submits nothing. */
export function button(label, onclick, attributes = {}) {
  return el("button", { type: "button", onclick, ...attributes }, label);
}

/** Set a text only if it is another one, so that nothing is laid out or read out in vain. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** The element that has the focus, in a shadow root too. */
function focused(element) {
  return element.getRootNode().activeElement ?? null;
}

/**
 * The panel. `update(state, ui)`: ui is {outcome, message, isLost, problem}, with
 * outcome {toolId, text, tone, undo} of the last vote and message a line for the whole board.
 */
export function createPanel(actions) {
  const notices = createNotices(actions);
  const progress = createProgress(actions);
  const list = createList(actions);
  const strip = createStrip(actions);
  const element = el(
    "section",
    { class: "panel", "aria-label": "Tools" },
    notices.element,
    progress.element,
    strip.element,
    list.element,
  );
  return {
    element,
    update(state, ui) {
      element.classList.toggle("has-strip", Boolean(state.selected));
      for (const part of [notices, progress, list, strip]) part.update(state, ui);
    },
    focusStrip: strip.focus,
    focusTool: list.focusTool,
    focusSearch: list.focusSearch,
    hasFocusInStrip: () => strip.element.contains(focused(strip.element)),
  };
}

function createNotices(actions) {
  const element = el("div", { class: "notices" });
  let shown = "";
  const wanted = (state, { isLost, problem, message }) => {
    const all = [];
    if (problem) all.push({ text: problem, tone: "bad" });
    if (isLost) all.push({ text: "Reconnecting… Your votes are kept and sent when you are back.", tone: "quiet" });
    if (message) all.push({ text: message.text, tone: message.tone, label: "Dismiss", act: actions.onDismiss });
    if (!state.board) return all;
    if (!state.votingOpen) {
      const text = "Voting is closed. You can look around; this page follows when it opens.";
      all.push({ text, tone: "closed", label: "Suggest a tool or a move", act: actions.onSuggest });
    }
    if (needsCode(state)) {
      all.push({ text: "This round asks for a join code.", tone: "quiet", label: "Enter it", act: actions.onCode });
    }
    if (hiddenWords(state)) all.push({ text: hiddenWords(state), tone: "quiet" });
    return all;
  };
  return {
    element,
    update(state, ui) {
      const all = wanted(state, ui);
      const key = all.map((notice) => notice.text).join("\n");
      if (key === shown) return;
      shown = key;
      element.replaceChildren(
        ...all.map(({ text, tone, label, act }) =>
          el("p", { class: `notice is-${tone}` }, el("span", {}, text), ...(label ? [button(label, act)] : [])),
        ),
      );
    },
  };
}

function createProgress(actions) {
  const done = el("strong", {}, "");
  const bar = el("progress", { max: 1, value: 0, "aria-label": "Tools placed" });
  const next = button("Next unplaced", actions.onNext, { class: "next" });
  const element = el("div", { class: "progress" }, el("p", {}, done), bar, next);
  return {
    element,
    update(state, { outcome }) {
      element.hidden = !state.board || !state.tools.size;
      const { placed, answered, total } = progressOf(state);
      setText(done, answered === total ? `All ${total} answered` : `${placed} of ${total} placed`);
      bar.max = Math.max(1, total);
      bar.value = answered;
      const isOfferedBelow = Boolean(outcome) && outcome.toolId === state.selected && isDone(state, outcome);
      next.hidden = !state.votingOpen || answered === total;
      next.classList.toggle("is-away", isOfferedBelow); // and leaves its room: nothing moves under the pointer
    },
  };
}

function createList(actions) {
  const search = el("input", {
    type: "search",
    placeholder: "Search…",
    "aria-label": "Search tools",
    autocomplete: "off",
    enterkeyhint: "search",
    oninput: () => actions.onSearch(search.value),
  });
  const branch = el("select", { "aria-label": "Branch", onchange: () => actions.onBranch(branch.value) });
  const items = el("ul", { class: "tools" });
  const hint = el("p", { class: "hint" });
  const clear = button("Clear the search", () => {
    search.value = branch.value = "";
    actions.onSearch("");
    actions.onBranch("");
    search.focus();
  });
  const add = button("Add a tool", actions.onAdd);
  const filters = el("div", { class: "filters" }, search, branch);
  const element = el("div", { class: "list" }, filters, items, el("div", { class: "empty" }, hint, clear, add));
  const rows = new Map();
  let listed = "";
  let offered = null;
  let inView = null;

  /** Scroll the list, and nothing around it, so that a tool's row can be seen. */
  function bringIntoView(id) {
    if (id === inView) return;
    inView = id;
    const row = rows.get(id)?.element;
    if (!row || !items.clientHeight) return;
    const top = row.offsetTop - items.offsetTop;
    if (top < items.scrollTop) items.scrollTop = top;
    else items.scrollTop = Math.max(items.scrollTop, top + row.offsetHeight - items.clientHeight);
  }

  function offerBranches(state) {
    const used = new Set([...state.tools.values()].flatMap((tool) => tool.branches));
    const names = [...new Set([...state.branches, ...used])].filter((name) => used.has(name)).sort();
    if (names.join("\n") === offered) return;
    offered = names.join("\n");
    branch.replaceChildren(
      el("option", { value: "" }, "Any branch"),
      ...names.map((name) => el("option", { value: name }, name)),
    );
    branch.value = state.branch;
    branch.hidden = !names.length;
  }

  function renew(tools) {
    const key = tools.map((tool) => `${tool.id} ${tool.number} ${tool.name}`).join("\n");
    if (key === listed) return;
    listed = key;
    rows.clear();
    for (const tool of tools) rows.set(tool.id, createRow(tool, actions));
    items.replaceChildren(...[...rows.values()].map((row) => row.element));
  }

  return {
    element,
    update(state) {
      const tools = [...state.tools.values()];
      renew(tools);
      offerBranches(state);
      let found = 0;
      for (const tool of tools) {
        const isFound = matches(tool, state);
        if (isFound) found += 1;
        rows.get(tool.id).update(tool, state, isFound);
      }
      filters.hidden = !tools.length;
      items.hidden = !found;
      hint.parentElement.hidden = found > 0 || !state.board;
      clear.hidden = !tools.length;
      add.hidden = tools.length > 0 || !state.addingOpen;
      bringIntoView(state.selected);
      const invitation = state.addingOpen ? "Add the first one." : "They appear here as soon as there are some.";
      setText(hint, tools.length ? "No tool matches." : `This board has no tools yet. ${invitation}`);
    },
    focusTool: (id) => rows.get(id)?.element.firstChild.focus(),
    focusSearch: () => search.focus(),
  };
}

function createRow(tool, actions) {
  const own = el("span", { class: "own" });
  const votes = el("span", { class: "votes" });
  const chip = el("span", { class: "chip" }, String(tool.number));
  const select = button(chip, () => actions.onSelect(tool.id), { class: "tool" });
  select.append(el("span", { class: "name" }, tool.name), own, votes);
  const element = el("li", {}, select);
  let shown = "";
  return {
    element,
    update({ id, n }, state, isFound) {
      const answer = ownAnswer(state, id);
      const words = answer ? `You: ${answerWords(answer)}${isWaiting(state, id) ? " · waiting to be sent" : ""}` : "";
      const isSelected = state.selected === id;
      const key = `${words} ${n} ${isSelected} ${isFound}`;
      if (key === shown) return;
      shown = key;
      element.hidden = !isFound;
      setText(own, words);
      setText(votes, count(n, "vote"));
      chip.classList.toggle("is-yours", answer?.kind === "place");
      if (isSelected) select.setAttribute("aria-current", "true");
      else select.removeAttribute("aria-current");
    },
  };
}

function numberField(oninput) {
  const label = el("span", {});
  const input = el("input", {
    type: "number",
    inputmode: "decimal",
    min: AXIS_LOW,
    max: AXIS_HIGH,
    step: AXIS_STEP,
    required: true,
    oninput,
  });
  return { element: el("label", { class: "field" }, label, input), label, input };
}

/** Name a field by its axis: to the eye by the end that 100 stands for, to whoever listens by both ends. */
function nameField({ label, input }, low, high) {
  setText(label, `0–100 ${high}`);
  label.title = `0 ${low}, 100 ${high}`;
  input.setAttribute("aria-label", `${low} 0–100 ${high}`);
}

function createStrip(actions) {
  const chip = el("span", { class: "chip" });
  const name = el("span", {});
  const heading = el("h2", { tabindex: "-1" }, chip, name);
  const close = button("×", actions.onClose, { class: "close", "aria-label": "Close" });
  const description = el("p", { class: "description" });
  const standing = el("p", { class: "standing" });
  const x = numberField(typed);
  const y = numberField(typed);
  const note = el("span", {});
  const undo = button("Undo", leaving(actions.onUndo));
  const noteLine = el("p", { class: "note" }, note);
  const vote = el("button", { type: "submit", class: "primary" }, "Vote");
  const cancel = button("Cancel", leaving(actions.onCancel));
  const next = button("Next unplaced", actions.onNext, { class: "primary" });
  const back = button("Close", actions.onClose);
  const actionsRow = el("div", { class: "actions" }, vote, cancel, next, undo, back);
  const unsure = button("Unsure", leaving(() => actions.onAnswer("unsure")));
  const unknown = button("I don’t know this tool", leaving(() => actions.onAnswer("unknown_tool")));
  const withdraw = button("Withdraw", leaving(() => actions.onAnswer("withdraw")));
  const answers = el("div", { class: "answers", role: "group", "aria-label": "Other answers" }, unsure, unknown, withdraw);
  const fields = el("div", { class: "fields" }, x.element, y.element);
  const about = el("div", { class: "about" }, description, standing);
  const body = el("div", { class: "body" }, about, fields, answers);
  const form = el("form", { onsubmit: submit }, el("header", {}, heading, close), body, noteLine, actionsRow);
  const element = el("section", { class: "strip", "aria-label": "Your vote", hidden: true, onkeydown: escape }, form);
  let latest = null;
  let halfTyped = null; // the tool in whose fields a number is still missing: frames must not undo the other

  function leaving(act) {
    return () => {
      halfTyped = null;
      act();
    };
  }

  function values() {
    return { x: x.input.valueAsNumber, y: y.element.hidden ? null : y.input.valueAsNumber };
  }

  function typed() {
    const typedIn = values();
    const isWhole = x.input.validity.valid && (y.element.hidden || y.input.validity.valid);
    halfTyped = isWhole ? null : latest.selected;
    if (isWhole) actions.onType(typedIn.x, typedIn.y);
  }

  function submit(event) {
    event.preventDefault();
    if (!latest?.draft) actions.onType(values().x, values().y);
    actions.onVote();
  }

  function escape(event) {
    if (event.key === "Escape") leaving(latest?.draft ? actions.onCancel : actions.onClose)();
  }

  /** Show one pair of buttons; if the focus was on one that goes, it moves to one that comes. */
  function showButtons(wanted) {
    const hadFocus = actionsRow.contains(focused(actionsRow)) && focused(actionsRow);
    for (const each of [vote, cancel, next, undo, back]) each.hidden = !wanted.includes(each);
    if (hadFocus && hadFocus.hidden) wanted[0]?.focus();
  }

  function wantedButtons(state, isAnswered, outcome) {
    if (!state.votingOpen) return [back];
    if (!isAnswered) return [vote, cancel];
    return [nextUnplaced(state) === null ? back : next, ...(outcome.undo ? [undo] : [])];
  }

  function showFields(state, answer) {
    const { left, right, bottom, top } = state.board.axes;
    nameField(x, left, right);
    nameField(y, bottom, top);
    y.element.hidden = state.dimension === 1;
    y.input.required = state.dimension === 2;
    for (const { input } of [x, y]) input.readOnly = !state.votingOpen;
    if (halfTyped !== state.selected || state.draft) halfTyped = null;
    if (state.draft?.isTyped || halfTyped) return;
    const place = state.draft ?? (answer?.kind === "place" ? answer : null);
    for (const [field, value] of [[x, place?.x], [y, place?.y]]) {
      const text = value === null || value === undefined ? "" : String(value);
      if (field.input.value !== text) field.input.value = text;
    }
  }

  function noteWords(state, answer, outcome) {
    if (outcome) return outcome.text;
    if (!state.votingOpen) return answer ? `You voted: ${answerWords(answer)}.` : "You did not vote on this tool.";
    if (state.draft) return "Not saved yet: press Vote.";
    if (answer) return `Your answer: ${answerWords(answer)}. You can still change it.`;
    return `Drag it, tap the chart, or type ${state.dimension === 1 ? "a value" : "both values"}.`;
  }

  return {
    element,
    focus: () => heading.focus({ preventScroll: true }),
    update(state, ui) {
      latest = state;
      const tool = state.tools.get(state.selected);
      element.hidden = !tool;
      if (!tool) return;
      const answer = ownAnswer(state, tool.id);
      const outcome = ui.outcome?.toolId === tool.id ? ui.outcome : null;
      const isAnswered = Boolean(outcome) && isDone(state, outcome);
      setText(chip, String(tool.number));
      setText(name, tool.name);
      chip.classList.toggle("is-yours", answer?.kind === "place");
      setText(description, tool.description);
      setText(standing, standingWords(tool, state));
      showFields(state, answer);
      setText(note, noteWords(state, answer, outcome));
      noteLine.className = `note is-${outcome?.tone ?? (state.draft ? "draft" : "hint")}`;
      showButtons(wantedButtons(state, isAnswered, outcome));
      answers.hidden = !state.votingOpen;
      unsure.setAttribute("aria-pressed", String(answer?.kind === "unsure"));
      unknown.setAttribute("aria-pressed", String(answer?.kind === "unknown_tool"));
      withdraw.hidden = !answer;
    },
  };
}

/** Whether an answer was given with this outcome, and nothing else is under way. */
function isDone(state, { tone }) {
  return tone !== "bad" && !state.draft;
}

/** Where a tool stands collectively, in a sentence. */
function standingWords({ n, x, y }, state) {
  if (x === null) return `${count(n, "vote")}.${hiddenWords(state) ? "" : " No position yet."}`;
  const place = placeWords(x, state.dimension === 1 ? null : y);
  return n ? `${count(n, "vote")}, together at ${place}.` : `No votes yet. The organiser’s first guess: ${place}.`;
}
