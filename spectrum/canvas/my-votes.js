/**
 * What a voter may ask for: all that is kept of them, to see, take away, change and
 * make anonymous. `mountOwn` serves the light page /my-votes and the dashboard's page
 * alike; on the light page the module mounts itself.
 */

import { answerWords, count } from "./board.js";
import { askName, confirm } from "./dialogs.js";
import { button, el } from "./panel.js";
import { safeStorage } from "./room.js";

export const FORGOTTEN = "spectrum.forgotten"; // tells other tabs that they are somebody new
const OUTBOX = "spectrum.outbox.";
const ANONYMOUS = "anonymous";

/** The latest vote on each tool, and all that came before; both newest first, as they are sent. */
export function sorted(votes) {
  const isNow = (vote) => vote.is_current && vote.kind !== "withdraw";
  return { current: votes.filter(isNow), earlier: votes.filter((vote) => !isNow(vote)) };
}

/** What a vote says, in words. */
export function saidBy(vote) {
  return vote.kind === "withdraw" ? "taken back" : answerWords(vote);
}

/** When and where a vote was cast: its day and time as `write` has them, and its round. */
export function whenWords(vote, write) {
  const time = vote.cast_at === null ? "no time recorded" : write(new Date(vote.cast_at));
  return vote.round === null ? time : `${time} · ${vote.round}`;
}

/** Who the voter is, in a sentence. */
export function whoWords({ name, pseudonym, branch }) {
  const called = name === null ? `You gave no name; here you are “${pseudonym}”.` : `Your name here is “${name}”.`;
  return `${called} ${branch === null ? "You named no branch." : `Your branch is ${branch}.`}`;
}

/** Take votes that were never sent, and belong to a voter who is gone, out of a browser's storage. */
export function dropUnsent(storage, voterId) {
  const keys = Array.from({ length: storage.length ?? 0 }, (_, number) => storage.key(number));
  for (const key of keys) {
    if (key.startsWith(OUTBOX) && key.endsWith(`.${voterId}`)) storage.removeItem(key);
  }
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** A day and time as all pages and files have them: "4 May 2026, 18:02 UTC". */
export function written(time) {
  const clock = time.toISOString().slice(11, 16);
  return `${time.getUTCDate()} ${MONTHS[time.getUTCMonth()]} ${time.getUTCFullYear()}, ${clock} UTC`;
}

/** Show a voter's own votes in `root`. Options: {board, base, inside: in the dashboard, theme?}. */
export function mountOwn(root, options) {
  const { board, base, inside = false } = options;
  const at = (path) => `${base.replace(/\/?$/, "/")}${path}`;
  const mine = at(`api/boards/${encodeURIComponent(board)}/mine`);
  const storage = safeStorage();
  root.classList.add("spectrum", "page");
  if (inside) root.dataset.inside = "";
  const said = el("p", { class: "said", role: "status", tabindex: "-1", hidden: true });
  const links = inside
    ? []
    : [el("nav", { "aria-label": "Pages" }, link("Vote", at(`join/${board}`)), link("Privacy", at(`privacy/${board}`)))];
  const heading = inside ? [] : [el("h1", {}, "My votes")];
  root.replaceChildren(...links, ...heading, said, el("p", { class: "lead" }, "Looking up your votes…"));

  function link(label, href, more = {}) {
    return el("a", { href, ...more }, label);
  }

  function say(text, tone = "good") {
    said.hidden = false;
    said.className = `said is-${tone}`;
    said.textContent = text;
    said.focus();
  }

  async function ask(url, body) {
    const post = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
    try {
      const response = await fetch(url, body ? post : { cache: "no-store" });
      const answer = await response.json();
      return { ok: response.ok, answer, detail: answer.detail };
    } catch {
      return { ok: false, answer: null, detail: "There is no connection at the moment. Nothing was changed." };
    }
  }

  async function load() {
    const { ok, answer, detail } = await ask(mine);
    if (ok) show(answer);
    else failed(detail);
  }

  function failed(detail) {
    const again = el("div", { class: "buttons" }, button("Try again", load));
    root.replaceChildren(...links, ...heading, said, el("p", {}, `Your votes cannot be shown: ${detail}`), again);
  }

  function show(own) {
    const { current, earlier } = sorted(own.votes);
    const isKnown = own.votes.length > 0 || own.voter.name !== null || own.voter.branch !== null;
    const parts = [votesPart(current, earlier), whoPart(own), takePart(own.votes), isKnown ? endPart(own) : []];
    root.replaceChildren(...links, ...heading, said, ...parts.flat());
  }

  function votesPart(current, earlier) {
    const none = el("p", {}, "They appear here as soon as you vote.");
    const older = el(
      "details",
      {},
      el("summary", {}, `Earlier and withdrawn votes (${earlier.length})`),
      list(earlier),
    );
    return [
      ...(inside ? [] : [el("p", { class: "lead" }, "Your votes on this board, and what you can do with them.")]),
      el("h2", {}, current.length ? `${count(current.length, "answer")} that ${current.length === 1 ? "stands" : "stand"}` : "No votes yet"),
      current.length ? list(current) : none,
      ...(earlier.length ? [older] : []),
    ];
  }

  function list(votes) {
    return el(
      "ul",
      { class: "votes-list" },
      ...votes.map((vote) =>
        el(
          "li",
          {},
          el("span", { class: "tool-name" }, vote.tool ?? vote.tool_id),
          el("span", { class: "answer" }, saidBy(vote)),
          el("span", { class: "when" }, whenWords(vote, written)),
        ),
      ),
    );
  }

  function whoPart(own) {
    const change = () =>
      askName(root, {
        voter: own.voter,
        branches: own.branches,
        save: async (fields) => {
          const result = await ask(at("api/voter"), { ...fields, board_id: board });
          if (result.ok) {
            await load();
            say("Your name and branch are as you want them.");
          }
          return result;
        },
      });
    return [
      el("h2", {}, "Name and branch"),
      el("p", { class: "who" }, whoWords(own.voter)),
      el("div", { class: "buttons" }, button("Change or remove them", change)),
    ];
  }

  function takePart(votes) {
    const heading = el("h2", {}, "Download");
    if (!votes.length) return [heading, el("p", { class: "quiet" }, "Nothing to download yet: once you have voted, your votes are here as a table and as data.")];
    return [
      heading,
      el("p", { class: "quiet" }, "Every vote you ever sent here, with what you were shown before."),
      el(
        "div",
        { class: "buttons" },
        link("As a table (CSV)", `${mine}.csv`, { download: "my-votes.csv" }),
        link("As data (JSON)", mine, { download: "my-votes.json" }),
      ),
    ];
  }

  function endPart(own) {
    return [
      el("h2", {}, "Make my votes anonymous"),
      el("p", {}, "Your votes stay in the averages, but nothing leads from them to you any more; your name and branch are deleted. This cannot be undone."),
      el("div", { class: "buttons" }, button("Make them anonymous…", () => forget(own), { class: "danger" })),
    ];
  }

  async function forget(own) {
    const votes = count(own.votes.length, "vote");
    const isSure = await confirm(root, {
      title: "Make your votes anonymous?",
      lines: [
        `${votes} will belong to a new random number that leads back to nobody, and your name and branch are deleted, on every board of this site.`,
        "The votes stay in the averages. You cannot see, change or take back these votes afterwards, and nobody can undo this.",
        "If you vote again, you count as a new voter.",
      ],
      yes: "Make them anonymous",
      act: async () => {
        const result = await ask(at("api/voter/forget"), { sure: true });
        return result.ok ? null : { detail: result.detail };
      },
    });
    if (!isSure) return;
    dropUnsent(storage, own.voter.voter_id);
    storage.setItem(FORGOTTEN, `${ANONYMOUS} ${Date.now()}`);
    await load();
    say("Done: your votes are anonymous. This browser is a new voter from now on.");
  }

  const listening = new AbortController();
  globalThis.addEventListener(
    "storage",
    ({ key }) => {
      if (key !== FORGOTTEN) return;
      load();
      say("Your votes were made anonymous in another tab. This browser is a new voter from now on.", "quiet");
    },
    { signal: listening.signal },
  );
  load();
  return {
    update({ theme }) {
      if (theme) root.dataset.theme = theme;
    },
    destroy: () => listening.abort(),
  };
}

const page = globalThis.document?.querySelector("main.page[data-own]");
if (page) mountOwn(page, { board: page.dataset.board, base: page.dataset.base });
