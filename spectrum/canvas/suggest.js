/**
 * What a visitor proposes while voting is off: a tool, or another place for one that
 * is there. It is loaded when somebody wants to, so that nobody else waits for it.
 */

import { AXIS_HIGH, AXIS_LOW, AXIS_STEP, onAxis, points } from "./board.js";
import { field, form, LONGEST_DESCRIPTION, LONGEST_NAME, open, refusalOf } from "./dialogs.js";
import { el } from "./panel.js";

export const THANKS = "Thank you. The organiser looks at your suggestion.";

/** What is sent: only what belongs to the kind, an empty place left out. */
export function suggestionOf({ kind, name, toolId, text, x, y }) {
  const what = kind === "tool" ? { name: name.trim() } : { tool_id: toolId };
  const suggestion = { kind, ...what, text: text.trim() };
  if (Number.isFinite(x)) suggestion.x = onAxis(x);
  if (Number.isFinite(y)) suggestion.y = onAxis(y);
  return suggestion;
}

/**
 * Ask for a suggestion. `tools`: those that can be moved, {id, number, name, x, y}; `tool`: the one
 * that was looked at. `save(suggestion)` answers {ok, detail, answer}. Resolves to whether it was taken.
 */
export function askSuggestion(host, { tools, tool = null, axes, save }) {
  let isTaken = false;
  return open(host, "Suggest a tool or a move", (dialog, own) => {
    const isMove = el("input", { type: "radio", name: "kind", value: "move", onchange: follow });
    const isTool = el("input", { type: "radio", name: "kind", value: "tool", onchange: follow });
    const kinds = el(
      "fieldset",
      { class: "kinds" },
      el("legend", { class: "unseen" }, "What to suggest"),
      el("label", {}, isTool, "A tool that is missing"),
      ...(tools.length ? [el("label", {}, isMove, "Another place for a tool")] : []),
    );
    const name = el("input", { name: "name", maxlength: LONGEST_NAME, autocomplete: "off" });
    const choice = el(
      "select",
      { name: "tool_id", onchange: follow },
      ...tools.map((each) => el("option", { value: each.id }, `${each.number} · ${each.name}`)),
    );
    const text = el("textarea", { name: "text", maxlength: LONGEST_DESCRIPTION, rows: 3 });
    const [x, y] = ["x", "y"].map((axis) =>
      el("input", { name: axis, type: "number", inputmode: "decimal", min: AXIS_LOW, max: AXIS_HIGH, step: AXIS_STEP }),
    );
    const named = field("Its name", name, `At most ${LONGEST_NAME} characters.`);
    const chosen = field("Tool", choice);
    const why = field("", text);
    const places = [field(`${axes.left} 0–100 ${axes.right}`, x), field(`${axes.bottom} 0–100 ${axes.top}`, y)];
    const fields = el("div", { class: "fields" }, ...places.map((each) => each.element));
    const where = el("p", { class: "where" });
    function follow() {
      const moves = isMove.checked;
      const now = tools.find((each) => each.id === choice.value);
      named.element.hidden = moves;
      name.required = !moves;
      chosen.element.hidden = !moves;
      x.required = moves;
      why.element.firstChild.textContent = moves ? "Why (optional)" : "What it does (optional)";
      const stands = moves && now?.x !== null && now?.x !== undefined;
      where.textContent = stands
        ? `It stands at ${points(now.x)}${now.y === null ? "" : ` across and ${points(now.y)} up`}. Where should it be?`
        : moves
          ? "Where should it be?"
          : "Where does it belong? (optional)";
    }
    (tool === null ? isTool : isMove).checked = true;
    if (tool !== null) choice.value = tool;
    follow();
    form(dialog, own, {
      submitLabel: "Suggest",
      fields: [{ element: kinds }, named, chosen, { element: where }, { element: fields }, { input: x }, { input: y }, why],
      onSubmit: async () => {
        const result = await save(
          suggestionOf({
            kind: isMove.checked ? "move" : "tool",
            name: name.value,
            toolId: choice.value,
            text: text.value,
            x: x.valueAsNumber,
            y: y.valueAsNumber,
          }),
        );
        isTaken = result.ok;
        return refusalOf(result);
      },
    });
  }).then(() => isTaken);
}
