/**
 * Native dialogs: how it works, who one is, a new tool, the join code. Each is made
 * when it is opened and removed when it closes, so that it never shows old values.
 * What went wrong stands beside the field it is about.
 */

import { similarTools } from "./board.js";
import { button, el } from "./panel.js";

export const LONGEST_NAME = 60; // characters
export const LONGEST_DESCRIPTION = 400; // characters
const LONGEST_CODE = 60; // characters
const SIMILAR_AFTER = 3; // characters typed before similar names are looked for

let made = 0; // dialogs so far: ids must differ

/** Open a dialog in `host`; resolves when it has closed. `build` fills it and gets {close, id}. */
export function open(host, title, build) {
  const id = `spectrum-dialog-${(made += 1)}`;
  const heading = el("h2", { id, tabindex: "-1" }, title);
  const dialog = el("dialog", { "aria-labelledby": id, class: "dialog" }, heading);
  const closed = new Promise((resolve) => dialog.addEventListener("close", resolve));
  build(dialog, { close: () => dialog.close(), id, heading });
  host.append(dialog);
  dialog.showModal();
  return closed.then(() => dialog.remove());
}

/**
 * A form in a dialog. `onSubmit` answers null when all is well, or {detail, field};
 * while it waits the form takes no second press.
 */
export function form(dialog, { close, id }, { submitLabel, fields, onSubmit }) {
  const problem = el("p", { class: "problem", id: `${id}-problem`, hidden: true });
  const submit = el("button", { type: "submit", class: "primary" }, submitLabel);
  let isBusy = false;
  async function send(event) {
    event.preventDefault();
    if (isBusy) return;
    isBusy = true;
    const refusal = await onSubmit();
    isBusy = false;
    if (!refusal) {
      close();
      return;
    }
    problem.textContent = refusal.detail;
    problem.hidden = false;
    const inputs = fields.map((each) => each.input).filter(Boolean);
    const field = inputs.find((input) => input.name === refusal.field) ?? inputs[0] ?? submit;
    if (field !== submit) field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", problem.id);
    field.focus();
  }
  const actions = el("div", { class: "actions" }, submit, button("Cancel", close));
  dialog.append(el("form", { onsubmit: send }, ...fields.map((each) => each.element).filter(Boolean), problem, actions));
}

export function field(label, input, help = "") {
  const hint = help ? [el("span", { class: "help" }, help)] : [];
  return { element: el("label", { class: "field" }, el("span", {}, label), ...hint, input), input };
}

/** What the chart means and how to vote, in two steps. */
export function explain(host, { axes, hidden, isOpen }) {
  return open(host, "Where does each tool stand?", (dialog, { close, heading }) => {
    const step = el("p", { class: "step" }, "1 of 2");
    const body = el("div", { class: "explanation" });
    const skip = button("Skip", close);
    const onward = button("Next", second, { class: "primary" });
    body.append(
      figure(),
      el("p", {}, el("b", {}, "Across: "), `from ${axes.left} to ${axes.right}.`),
      el("p", {}, el("b", {}, "Up: "), `from ${axes.bottom} to ${axes.top}.`),
      el("p", {}, "Each dot is a tool. It stands where everyone’s votes place it together."),
      isOpen ? "" : el("p", {}, el("b", {}, "Voting is closed now. "), "This page tells you when it opens; no need to reload."),
    );
    function second() {
      heading.textContent = "Put tools where you see them";
      step.textContent = "2 of 2";
      body.replaceChildren(
        el("p", {}, `${isOpen ? "Drag" : "When voting opens, drag"} a dot to where you think the tool belongs, then press Vote. You can also choose it in the list and tap the chart or type two numbers.`),
        el("p", {}, "A ring marks your vote. You can change it while voting is open."),
        el("p", {}, hidden || "The dot then glides to the new average, on every screen in the room."),
      );
      skip.hidden = true;
      onward.replaceWith(button(isOpen ? "Start" : "Look around", close, { class: "primary" }));
      heading.focus();
    }
    dialog.append(step, body, el("div", { class: "actions" }, onward, skip));
  });
}

/** The explanation's picture: two axes, three dots. */
function figure() {
  const make = (tag, attributes) => {
    const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    return node;
  };
  const picture = make("svg", { viewBox: "0 0 160 100", "aria-hidden": "true", class: "figure" });
  picture.append(
    make("rect", { x: 20.5, y: 2.5, width: 119, height: 95, class: "figure-frame" }),
    make("path", { d: "M20 50h120M80 2v96", class: "figure-axes" }),
    make("circle", { cx: 48, cy: 24, r: 7, class: "figure-ready" }),
    make("circle", { cx: 92, cy: 45, r: 7, class: "figure-half" }),
    make("circle", { cx: 120, cy: 78, r: 7, class: "figure-not" }),
    make("circle", { cx: 112, cy: 28, r: 9, class: "figure-yours" }),
    make("path", { d: "M92 45L105 34", class: "figure-line" }),
  );
  return picture;
}

/** Name and branch, both optional. `save(fields)` answers {ok, detail, answer}. */
export function askName(host, { voter, branches, save }) {
  return open(host, "My name", (dialog, own) => {
    const name = el("input", {
      name: "name",
      maxlength: LONGEST_NAME,
      value: voter?.name ?? "",
      placeholder: voter?.pseudonym ?? "",
      autocomplete: "nickname",
    });
    const branch = el(
      "select",
      { name: "branch" },
      el("option", { value: "" }, "Prefer not to say"),
      ...branches.map((each) => el("option", { value: each }, each)),
    );
    branch.value = voter?.branch ?? "";
    const offered = voter?.pseudonym ? `Left empty, you are “${voter.pseudonym}”.` : "May be left empty.";
    form(dialog, own, {
      submitLabel: "Save",
      fields: [field("Name", name, offered), field("Branch", branch, "The work you do. It lets branches be compared.")],
      onSubmit: async () => refusalOf(await save({ name: name.value.trim(), branch: branch.value })),
    });
  });
}

/**
 * A question before something that cannot be undone. `act` does it, and answers null or {detail}.
 * Resolves to whether it was done.
 */
export function confirm(host, { title, lines, yes, act }) {
  let isDone = false;
  return open(host, title, (dialog, own) => {
    const told = { element: el("div", { class: "explanation" }, ...lines.map((line) => el("p", {}, line))) };
    form(dialog, own, {
      submitLabel: yes,
      fields: [told],
      onSubmit: async () => {
        const refusal = await act();
        isDone = refusal === null;
        return refusal;
      },
    });
  }).then(() => isDone);
}

/** The code that is shown in the room. Resolves to whether it was accepted. */
export function askCode(host, { save }) {
  let accepted = false;
  return open(host, "Join code", (dialog, own) => {
    const code = el("input", {
      name: "join_code",
      maxlength: LONGEST_CODE,
      required: true,
      autocomplete: "off",
      autocapitalize: "off",
      spellcheck: "false",
    });
    form(dialog, own, {
      submitLabel: "Join",
      fields: [field("Code", code, "It is shown on the screen in the room.")],
      onSubmit: async () => {
        const result = await save({ join_code: code.value.trim() });
        accepted = result.ok;
        return refusalOf(result);
      },
    });
  }).then(() => accepted);
}

/**
 * A new tool. `save(fields)` answers {ok, detail, answer}; `choose(id)` is called
 * instead when a tool of a similar name was meant.
 */
export function askTool(host, { tools, branches, save, choose }) {
  return open(host, "Add a tool", (dialog, own) => {
    const name = el("input", { name: "name", maxlength: LONGEST_NAME, required: true, autocomplete: "off", oninput: look });
    const similar = el("div", { class: "similar" });
    const description = el("textarea", { name: "description", maxlength: LONGEST_DESCRIPTION, rows: 3 });
    const boxes = branches.map((each) => el("input", { type: "checkbox", value: each }));
    const branchField = el(
      "details",
      { class: "branches" },
      el("summary", {}, "Branches it is for (optional)"),
      ...boxes.map((box) => el("label", {}, box, box.value)),
    );
    function look() {
      const near = name.value.trim().length < SIMILAR_AFTER ? [] : similarTools(name.value, tools);
      similar.replaceChildren(
        ...near.map((tool) =>
          button(`Did you mean ${tool.name}?`, () => {
            own.close();
            choose(tool.id);
          }),
        ),
      );
    }
    form(dialog, own, {
      submitLabel: "Add",
      fields: [
        field("Name", name, `At most ${LONGEST_NAME} characters.`),
        { element: similar },
        field("What it does (optional)", description),
        ...(boxes.length ? [{ element: branchField }] : []),
      ],
      onSubmit: async () => {
        const chosen = boxes.filter((box) => box.checked).map((box) => box.value);
        return refusalOf(
          await save({ name: name.value.trim(), description: description.value.trim(), branches: chosen }),
        );
      },
    });
  });
}

export function refusalOf({ ok, detail, answer }) {
  return ok ? null : { detail, field: answer?.field };
}
