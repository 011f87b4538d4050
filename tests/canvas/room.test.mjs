import assert from "node:assert/strict";
import { test } from "node:test";

import {
  ASLEEP_AFTER,
  backOff,
  BACK_OFF_MOST,
  createOutbox,
  createRoom,
  newVoteId,
  PATIENCE,
  retryAfter,
  safeStorage,
} from "../../spectrum/canvas/room.js";

const ROUND = { id: "r1", name: "Tuesday", reveal: "live", join_code_needed: false };
const VOTES = "/api/boards/films/votes";

function boardAnswer(more = {}) {
  return { version: 1, round: ROUND, voting_open: true, catalogue: 1, tools: [], mine: [], voter: { voter_id: "v1" }, ...more };
}

function frame(more = {}) {
  return { sent_at: 1_000, version: 2, full: true, round: ROUND, voting_open: true, catalogue: 1, tools: [], recent: [], ...more };
}

/** A server, a network, a storage and a clock that a test drives by hand. */
function playedWorld({ storage = safeStorage(() => null) } = {}) {
  const world = {
    time: 0,
    timers: [],
    streams: [],
    requests: [],
    answers: { "GET /api/boards/films": () => [200, boardAnswer()] },
    isOnline: true,
    storage,
    random: () => 0.5,
    now: () => world.time,
    setTimeout(call, wait) {
      const timer = { call, at: world.time + wait };
      world.timers.push(timer);
      return timer;
    },
    clearTimeout(timer) {
      world.timers = world.timers.filter((other) => other !== timer);
    },
    async fetch(url, options) {
      const body = options.body ? JSON.parse(options.body) : null;
      world.requests.push({ url, body });
      if (world.isHanging) await new Promise((_, fail) => options.signal.addEventListener("abort", fail));
      if (!world.isOnline) throw new TypeError("network");
      const [status, answer, headers = {}] = await world.answers[`${options.method ?? "GET"} ${url}`](body);
      return { ok: status < 300, status, headers: new Headers(headers), json: async () => answer };
    },
    EventSource: class {
      constructor(url) {
        this.url = url;
        this.heard = {};
        this.isClosed = false;
        world.streams.push(this);
      }
      addEventListener(name, call) {
        this.heard[name] = call;
      }
      close() {
        this.isClosed = true;
      }
    },
    /** Let time pass and everything due happen. */
    async pass(ms) {
      const until = world.time + ms;
      for (;;) {
        await settled();
        const due = world.timers.filter((timer) => timer.at <= until).sort((a, b) => a.at - b.at)[0];
        if (!due) break;
        world.clearTimeout(due);
        world.time = due.at;
        due.call();
      }
      world.time = until;
    },
    stream: () => world.streams.at(-1),
    sendFrame: (more) => world.stream().heard.frame({ data: JSON.stringify(frame(more)) }),
    votes: () => world.requests.filter((request) => request.url === VOTES).map((request) => request.body),
    takeVotes(answer = (body) => [201, { vote_id: body.vote_id, seq: 1, tool: [body.tool_id, 1, 5, 5] }]) {
      world.answers[`POST ${VOTES}`] = answer;
    },
  };
  world.takeVotes();
  return world;
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

function joined(world, more = {}) {
  const told = { boards: [], news: [], failures: [], connection: [], waiting: [], late: [], codes: 0 };
  const handlers = {
    onBoard: (answer, since) => told.boards.push({ answer, since }),
    onNews: (news) => told.news.push(news),
    onLoadFailed: (problem) => told.failures.push(problem),
    onConnection: (state) => told.connection.push(state),
    onWaiting: (votes) => told.waiting.push(votes.length),
    onLate: (late) => told.late.push(late),
    onCodeNeeded: () => (told.codes += 1),
  };
  const room = createRoom({ base: "/", board: "films", handlers, world, ...more });
  return { room, told };
}

async function started(world, first = {}) {
  const both = joined(world);
  both.room.start();
  await settled();
  world.sendFrame(first);
  await settled();
  return both;
}

test("waits double up to a limit and are spread by chance", () => {
  assert.deepEqual([0, 1, 2].map((n) => backOff(n, () => 1)), [500, 1000, 2000]);
  assert.equal(backOff(3, () => 0), 2000);
  assert.equal(backOff(40, () => 1), BACK_OFF_MOST);
});

test("Retry-After is read in seconds or as a date", () => {
  assert.equal(retryAfter("3", 0), 3000);
  assert.equal(retryAfter("Thu, 01 Jan 1970 00:00:05 GMT", 1000), 4000);
  assert.equal(retryAfter(null, 0), null);
  assert.equal(retryAfter("soon", 0), null);
});

test("vote ids are UUIDs of version 4, each another", () => {
  const ids = new Set(Array.from({ length: 100 }, () => newVoteId()));
  assert.equal(ids.size, 100);
  for (const id of ids) assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test("without a storage votes are kept as long as the page lasts", () => {
  const storage = safeStorage(() => {
    throw new Error("refused");
  });
  storage.setItem("a", "1");
  assert.equal(storage.getItem("a"), "1");
  assert.equal(storage.getItem("b"), null);
});

test("the outbox belongs to a board and a voter and takes early votes along", () => {
  const storage = safeStorage(() => null);
  const outbox = createOutbox(storage, "films");
  outbox.add({ vote: { vote_id: "a" }, round: null });
  outbox.belongTo("v1");
  assert.deepEqual(outbox.all().map((entry) => entry.vote.vote_id), ["a"]);
  const other = createOutbox(storage, "films");
  other.belongTo("v2");
  assert.deepEqual(other.all(), []);
  const again = createOutbox(storage, "films");
  again.belongTo("v1");
  assert.equal(again.all().length, 1);
});

test("an outbox that cannot be read counts as empty", () => {
  const storage = safeStorage(() => null);
  storage.setItem("spectrum.outbox.films.v1", "{not json");
  const outbox = createOutbox(storage, "films");
  outbox.belongTo("v1");
  assert.deepEqual(outbox.all(), []);
});

test("addresses are built on the base", async () => {
  const world = playedWorld();
  world.answers["GET https://a.example/x/api/boards/my%20board"] = () => [200, boardAnswer()];
  joined(world, { base: "https://a.example/x", board: "my board" }).room.start();
  await settled();
  assert.equal(world.requests[0].url, "https://a.example/x/api/boards/my%20board");
  assert.equal(world.stream().url, "https://a.example/x/api/boards/my%20board/live");
});

test("frames that come before the board are told with it, unless they are older", async () => {
  const world = playedWorld();
  let answer;
  world.answers["GET /api/boards/films"] = () => new Promise((resolve) => (answer = resolve));
  const { room, told } = joined(world);
  room.start();
  await settled();
  world.sendFrame({ version: 2 });
  world.sendFrame({ version: 3 });
  assert.equal(told.news.length, 0);
  answer([200, boardAnswer({ version: 2 })]);
  await settled();
  assert.deepEqual(told.boards[0].since.map((news) => news.frame.version), [3]);
});

test("the server's clock counts, also if the one here is wrong and the frame was no news", async () => {
  const world = playedWorld();
  const { room } = joined(world);
  world.time = 5_000;
  room.start();
  world.sendFrame({ sent_at: 1_795_483_262.5, version: 1 });
  world.time = 7_000;
  assert.equal(room.serverTime(), 1_795_483_264_500);
  room.stop();
});

test("a vote is sent once, acknowledged and leaves the outbox", async () => {
  const world = playedWorld();
  const { room, told } = await started(world);
  const outcome = await room.send({ tool_id: "t1", x: 1, y: 2 });
  assert.equal(outcome.status, "saved");
  assert.equal(world.votes().length, 1);
  assert.deepEqual(told.news.at(-1).tool, ["t1", 1, 5, 5]);
  assert.equal(told.waiting.at(-1), 0);
});

test("an answer's position gives way to a frame that came meanwhile", async () => {
  const world = playedWorld();
  const { room, told } = await started(world);
  world.takeVotes((body) => {
    world.sendFrame({ full: false, tools: [["t1", 9, 7, 7]] });
    return [201, { vote_id: body.vote_id, tool: ["t1", 8, 6, 6] }];
  });
  await room.send({ tool_id: "t1", x: 1, y: 2 });
  assert.equal(told.news.at(-1).tool, null);
});

test("votes made offline are kept in order and sent with the same ids when the stream is back", async () => {
  const world = playedWorld();
  const { room, told } = await started(world);
  world.isOnline = false;
  world.stream().heard.error();
  assert.equal((await room.send({ tool_id: "t1", x: 1, y: 2 })).status, "kept");
  assert.equal((await room.send({ tool_id: "t1", x: 3, y: 4 })).status, "kept");
  const ids = [world.votes()[0].vote_id, world.votes().at(-1).vote_id];
  assert.equal(told.waiting.at(-1), 2);
  world.requests = [];
  world.isOnline = true;
  room.wake(true);
  world.sendFrame();
  await settled();
  await settled();
  assert.deepEqual(world.votes().map((vote) => vote.x), [1, 3]);
  assert.equal(world.votes()[0].vote_id, ids[0]);
  assert.deepEqual(told.late, [{ saved: 2, refused: [] }]);
  assert.equal(told.waiting.at(-1), 0);
});

test("votes survive a reload and are sent once the board is there", async () => {
  const storage = safeStorage(() => null);
  const before = playedWorld({ storage });
  const { room } = await started(before);
  before.isOnline = false;
  await room.send({ tool_id: "t1", kind: "unsure" });
  room.stop();
  const world = playedWorld({ storage });
  const { told } = await started(world);
  assert.deepEqual(world.votes().map((vote) => vote.kind), ["unsure"]);
  assert.equal(told.late[0].saved, 1);
});

test("a kept vote that comes too late is told as not saved", async () => {
  const world = playedWorld();
  const { room, told } = await started(world);
  world.isOnline = false;
  await room.send({ tool_id: "t1", x: 1, y: 2 });
  world.isOnline = true;
  world.takeVotes(() => [409, { detail: "Round 'Tuesday' is closed." }]);
  room.wake(true);
  world.sendFrame({ round: null, voting_open: false });
  await settled();
  assert.deepEqual(told.late, [{ saved: 0, refused: [{ status: "refused", code: 409, detail: "Round 'Tuesday' is closed." }] }]);
  assert.equal(told.waiting.at(-1), 0);
});

test("a kept vote is never cast in a later round", async () => {
  const world = playedWorld();
  const { room, told } = await started(world);
  world.isOnline = false;
  await room.send({ tool_id: "t1", x: 1, y: 2 });
  world.isOnline = true;
  world.requests = [];
  room.wake(true);
  world.sendFrame({ round: { ...ROUND, id: "r2" } });
  await settled();
  assert.equal(world.votes().length, 0);
  assert.equal(told.late[0].refused[0].code, 409);
});

test("without a cookie the voter is registered and the vote sent again, once", async () => {
  const world = playedWorld();
  const { room } = await started(world);
  world.answers["POST /api/voter"] = () => [200, { voter_id: "v1" }];
  world.takeVotes((body) => (world.votes().length === 1 ? [401, {}] : [201, { vote_id: body.vote_id, tool: ["t1", 1] }]));
  assert.equal((await room.send({ tool_id: "t1", x: 1, y: 2 })).status, "saved");
  const [first, second] = world.votes();
  assert.equal(first.vote_id, second.vote_id);
  assert.deepEqual(world.requests.find(({ url }) => url === "/api/voter").body, { board_id: "films" });
  world.takeVotes(() => [401, { detail: "No cookie." }]);
  world.requests = [];
  assert.equal((await room.send({ tool_id: "t1", x: 1, y: 2 })).status, "refused");
  assert.equal(world.votes().length, 2);
});

test("a busy server is asked again after the time it names, with the same vote", async () => {
  const world = playedWorld();
  const { room, told } = await started(world);
  world.takeVotes(() => [429, { detail: "Wait a moment." }, { "Retry-After": "3" }]);
  const outcome = await room.send({ tool_id: "t1", x: 1, y: 2 });
  assert.deepEqual([outcome.status, outcome.busy], ["kept", true]);
  world.takeVotes();
  assert.equal((await room.send({ tool_id: "t2", x: 1, y: 2 })).status, "kept");
  await world.pass(2_900);
  assert.equal(world.votes().length, 1);
  await world.pass(200);
  assert.deepEqual(world.votes().map((vote) => vote.tool_id), ["t1", "t1", "t2"]);
  assert.equal(world.votes()[0].vote_id, world.votes()[1].vote_id);
  assert.deepEqual(told.late, [{ saved: 2, refused: [] }]);
});

test("a request without an answer is given up and the vote kept", async () => {
  const world = playedWorld();
  const { room } = await started(world);
  world.isHanging = true;
  const outcome = room.send({ tool_id: "t1", x: 1, y: 2 });
  await world.pass(PATIENCE);
  assert.equal((await outcome).status, "kept");
});

test("a vote that the server keeps failing on does not hold up the others for ever", async () => {
  const world = playedWorld();
  const { room, told } = await started(world);
  world.takeVotes((body) => (body.tool_id === "bad" ? [500, {}] : [201, { vote_id: body.vote_id, tool: ["t1", 1] }]));
  await room.send({ tool_id: "bad", x: 1, y: 2 });
  room.send({ tool_id: "t1", x: 1, y: 2 });
  await world.pass(60_000);
  assert.equal(told.waiting.at(-1), 0);
  assert.equal(told.late.flatMap((late) => late.refused).length, 1);
});

test("a vote that needs the join code is handed back; one of earlier waits for the code", async () => {
  const world = playedWorld();
  const round = { ...ROUND, join_code_needed: true, code_accepted: false };
  world.answers["GET /api/boards/films"] = () => [200, boardAnswer({ round })];
  world.takeVotes(() => [403, { detail: "This round asks for a join code." }]);
  const { room, told } = await started(world, { round: { ...ROUND, join_code_needed: true } });
  assert.equal((await room.send({ tool_id: "t1", x: 1, y: 2 })).status, "code");
  assert.equal(told.waiting.at(-1), 0);
  world.isOnline = false;
  await room.send({ tool_id: "t1", x: 1, y: 2 });
  world.isOnline = true;
  room.wake(true);
  world.sendFrame({ round: { ...ROUND, join_code_needed: true } });
  await settled();
  assert.deepEqual([told.codes, told.waiting.at(-1)], [1, 1]);
  world.answers["POST /api/voter"] = () => [200, { voter_id: "v1" }];
  world.takeVotes();
  await room.setVoter({ join_code: "1234" });
  await settled();
  await settled();
  assert.equal(told.waiting.at(-1), 0);
});

test("a refused vote is told with the server's words", async () => {
  const world = playedWorld();
  const { room } = await started(world);
  world.takeVotes(() => [404, { detail: "There is no tool 't9'." }]);
  const outcome = await room.send({ tool_id: "t9", x: 1, y: 2 });
  assert.deepEqual(outcome, { status: "refused", code: 404, detail: "There is no tool 't9'." });
});

test("a lost stream is opened again after growing waits, and told once it is live", async () => {
  const world = playedWorld();
  const { told } = await started(world);
  assert.deepEqual(told.connection, ["live"]);
  world.stream().heard.error();
  assert.equal(world.streams.length, 1);
  await world.pass(400);
  assert.equal(world.streams.length, 2);
  world.stream().heard.error();
  await world.pass(400);
  assert.equal(world.streams.length, 2);
  await world.pass(400);
  assert.equal(world.streams.length, 3);
  world.sendFrame();
  assert.deepEqual(told.connection, ["live", "lost", "lost", "live"]);
});

test("a stream that never opens is given up", async () => {
  const world = playedWorld();
  const { room, told } = joined(world);
  room.start();
  await world.pass(PATIENCE + 500);
  assert.equal(world.streams[0].isClosed, true);
  assert.ok(told.connection.includes("lost"));
  assert.ok(world.streams.length > 1);
});

test("after a long sleep the stream is opened anew, after a short one it is kept", async () => {
  const world = playedWorld();
  const { room } = await started(world);
  room.sleep();
  world.time += 1_000;
  room.wake();
  assert.equal(world.streams.length, 1);
  room.sleep();
  world.time += ASLEEP_AFTER + 1;
  room.wake();
  assert.equal(world.streams.length, 2);
  assert.equal(world.streams[0].isClosed, true);
});

test("a board that does not load is tried again, and the reason told", async () => {
  const world = playedWorld();
  world.answers["GET /api/boards/films"] = () => [503, { detail: "The database takes no votes." }, { "Retry-After": "2" }];
  const { room, told } = joined(world);
  room.start();
  await world.pass(1_000);
  assert.equal(told.failures[0].detail, "The database takes no votes.");
  world.answers["GET /api/boards/films"] = () => [200, boardAnswer()];
  await world.pass(1_500);
  assert.equal(told.boards.length, 1);
});

test("a crowd refetches the board spread over time, each once", async () => {
  const world = playedWorld();
  const { room, told } = await started(world);
  room.refetchSoon();
  await world.pass(900);
  room.refetchSoon();
  assert.equal(told.boards.length, 1);
  await world.pass(200);
  assert.equal(told.boards.length, 2);
  await world.pass(3_000);
  assert.equal(told.boards.length, 2);
});

test("a room that was left does nothing more", async () => {
  const world = playedWorld();
  const { room, told } = await started(world);
  room.stop();
  world.stream().heard.error();
  await world.pass(60_000);
  assert.equal(world.streams.length, 1);
  assert.equal(told.boards.length, 1);
});
