/**
 * The line to the server: the board, the stream of frames, and votes on their
 * way. A vote is written to the outbox before it is sent and leaves it once the
 * server has answered, so that neither a lost connection nor a reload loses it.
 * Everything from the outside world (fetch, EventSource, storage, timers) comes
 * in through `world`, so that tests can play it.
 */

export const PATIENCE = 10_000; // ms until a request without an answer counts as failed
export const BACK_OFF_FIRST = 500; // ms before the first new try
export const BACK_OFF_MOST = 15_000; // ms between tries at most
export const REFETCH_SPREAD = 2_000; // ms over which a crowd spreads when the board has changed
export const ASLEEP_AFTER = 20_000; // ms in the background after which a stream is not trusted any more
const SERVER_FAULTS_MOST = 5; // times that a vote is sent again after the answer 500
const BUSY = [408, 429, 502, 503, 504]; // answers after which the same vote is sent again
const OUTBOX = "spectrum.outbox";
const SECOND = 1_000; // ms
const NOBODY = "unknown"; // whose votes are kept before the server has said who we are

/** How long to wait before try number `attempt` (from 0): doubling, with the later half left to chance. */
export function backOff(attempt, random = Math.random) {
  const longest = Math.min(BACK_OFF_MOST, BACK_OFF_FIRST * 2 ** attempt);
  return longest / 2 + (longest / 2) * random();
}

/** The wait in ms that a Retry-After header asks for (seconds or a date), or null. */
export function retryAfter(header, now) {
  if (!header) return null;
  const seconds = Number(header);
  const wait = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - now;
  return Number.isFinite(wait) ? Math.max(0, wait) : null;
}

/** A random UUID; `crypto.randomUUID` is missing on pages without TLS, as in a hall's own network. */
export function newVoteId(random = globalThis.crypto) {
  const bytes = random.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** The browser's storage, or one that lasts as long as the page where that is refused. */
export function safeStorage(find = () => globalThis.localStorage) {
  try {
    const storage = find();
    storage.setItem(OUTBOX, "");
    storage.removeItem(OUTBOX);
    return storage;
  } catch {
    const kept = new Map();
    return {
      getItem: (key) => kept.get(key) ?? null,
      setItem: (key, value) => kept.set(key, value),
      removeItem: (key) => kept.delete(key),
    };
  }
}

/**
 * Votes that are not known to be stored, oldest first. Entries are {vote, round}.
 * It reads before each change, so that two tabs do not lose each other's votes.
 */
export function createOutbox(storage, board) {
  let voter = NOBODY;
  const keyOf = (whose) => `${OUTBOX}.${board}.${whose}`;
  const read = (whose = voter) => {
    try {
      const kept = JSON.parse(storage.getItem(keyOf(whose)) ?? "[]");
      return Array.isArray(kept) ? kept : [];
    } catch {
      return [];
    }
  };
  const write = (entries) => {
    if (entries.length) storage.setItem(keyOf(voter), JSON.stringify(entries));
    else storage.removeItem(keyOf(voter));
  };
  return {
    all: () => read(),
    first: () => read()[0] ?? null,
    add: (entry) => write([...read(), entry]),
    remove: (voteId) => write(read().filter((entry) => entry.vote.vote_id !== voteId)),
    belongTo(voterId) {
      if (!voterId || voterId === voter) return;
      const early = voter === NOBODY ? read(NOBODY) : [];
      storage.removeItem(keyOf(NOBODY));
      voter = voterId;
      if (early.length) write([...read(), ...early]);
    },
  };
}

/** What a room needs of the browser. */
export function browserWorld() {
  return {
    fetch: (...request) => globalThis.fetch(...request),
    EventSource: globalThis.EventSource,
    storage: safeStorage(),
    setTimeout: (call, wait) => globalThis.setTimeout(call, wait),
    clearTimeout: (timer) => globalThis.clearTimeout(timer),
    now: () => Date.now(),
    random: Math.random,
  };
}

/**
 * Join a board's room. `base`: what the server's addresses begin with.
 *
 * `handlers`: onBoard(answer, since) with the news that came while the answer was
 * on its way; onNews(news), {frame} or {vote, tool}; onLoadFailed(problem | null);
 * onConnection("live" | "lost"); onWaiting(votes); onLate({saved, refused}) for
 * votes of earlier; onCodeNeeded().
 * `send` answers {status: "saved" | "kept" | "code" | "refused", detail?, code?}.
 */
export function createRoom({ base, board, handlers, world = browserWorld() }) {
  const at = (path) => `${base.replace(/\/?$/, "/")}api/${path}`;
  const boardAt = at(`boards/${encodeURIComponent(board)}`);
  const outbox = createOutbox(world.storage, board);
  const askers = new Map(); // vote_id → resolve, for votes whose outcome the page still waits for
  const timers = {};
  let source = null;
  let since = []; // news while a board answer is on its way
  let loading = false;
  let loadAgain = false;
  let loaded = false;
  let refetchDue = false;
  let round = null;
  let votingOpen = false;
  let touched = new Set(); // tools in frames since the vote on its way was sent
  let flushing = false;
  let barred = false; // votes of earlier wait for the join code
  let notBefore = 0; // ms on the clock: when the server asked to be tried again
  let ahead = 0; // ms by which the server's clock is ahead of this one
  let stopped = false;
  let asleepSince = null;
  const tries = { stream: 0, load: 0, vote: 0, faults: 0 };

  const after = (name, wait, call) => {
    world.clearTimeout(timers[name]);
    timers[name] = world.setTimeout(call, wait);
  };

  async function request(url, body, options = {}) {
    const controller = new AbortController();
    const patience = world.setTimeout(() => controller.abort(), PATIENCE);
    const post = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
    try {
      const response = await world.fetch(url, { ...(body ? post : {}), ...options, signal: controller.signal });
      const answer = await response.json().catch(() => null);
      const wait = retryAfter(response.headers.get("Retry-After"), world.now());
      const detail = answer?.detail ?? `The server answered ${response.status}.`;
      return { ok: response.ok && answer !== null, status: response.status, answer, detail, wait };
    } catch {
      return { ok: false, status: 0, answer: null, detail: "There is no connection at the moment.", wait: null };
    } finally {
      world.clearTimeout(patience);
    }
  }

  /* --- the board and its frames --- */

  async function load() {
    loadAgain = loading;
    if (stopped || loading) return;
    loading = true;
    if (loaded) since = [];
    const result = await request(boardAt, null, loaded ? { cache: "no-store" } : {});
    loading = false;
    if (stopped) return;
    if (!result.ok) {
      handlers.onLoadFailed(result.status ? result : null);
      after("load", result.wait ?? backOff(tries.load++, world.random), load);
      return;
    }
    const { version } = result.answer;
    const news = since.filter(({ frame }) => !frame || !(frame.version <= version));
    loaded = true;
    tries.load = 0;
    remember(result.answer);
    outbox.belongTo(result.answer.voter?.voter_id);
    handlers.onBoard(result.answer, news);
    tellWaiting();
    flush();
    if (loadAgain) load();
  }

  function tell(news) {
    if (loading || !loaded) since.push(news);
    if (loaded) handlers.onNews(news);
  }

  function remember(answer) {
    const isNew = answer.round?.id !== round?.id;
    round = answer.round && !isNew ? { ...round, ...answer.round } : answer.round;
    votingOpen = answer.voting_open;
    if (isNew || round?.code_accepted) barred = false;
  }

  function connect() {
    if (stopped) return;
    const opened = new world.EventSource(`${boardAt}/live`);
    source = opened;
    let hasFrame = false;
    opened.addEventListener("frame", (event) => {
      if (source !== opened) return;
      const frame = JSON.parse(event.data);
      ahead = frame.sent_at * SECOND - world.now();
      for (const [id] of frame.tools) touched.add(id);
      remember(frame);
      tell({ frame });
      if (hasFrame) return;
      hasFrame = true;
      tries.stream = 0;
      world.clearTimeout(timers.stream);
      handlers.onConnection("live");
      if (loaded) flush();
    });
    const lost = () => {
      if (source === opened) disconnect(backOff(tries.stream++, world.random));
    };
    opened.addEventListener("error", lost);
    after("stream", PATIENCE, lost);
  }

  function disconnect(wait) {
    source?.close();
    source = null;
    handlers.onConnection("lost");
    after("stream", wait, connect);
  }

  /* --- votes --- */

  async function flush() {
    if (flushing || barred || stopped) return;
    if (world.now() < notBefore) {
      keepAll({ status: "kept", busy: true });
      return;
    }
    flushing = true;
    world.clearTimeout(timers.vote);
    const late = { saved: 0, refused: [] };
    for (let entry = outbox.first(); entry && !stopped; entry = outbox.first()) {
      const result = await deliver(entry);
      if (result.status === "kept") {
        const wait = result.wait ?? backOff(tries.vote++, world.random);
        if (result.busy) notBefore = world.now() + wait;
        after("vote", wait, flush);
        keepAll(result);
        break;
      }
      const answer = askers.get(entry.vote.vote_id);
      if (result.status === "code" && !answer) {
        barred = true;
        handlers.onCodeNeeded();
        break;
      }
      tries.vote = tries.faults = 0;
      outbox.remove(entry.vote.vote_id);
      askers.delete(entry.vote.vote_id);
      if (result.status === "saved") tell({ vote: entry.vote, tool: result.tool });
      if (answer) answer(result);
      else if (result.status === "saved") late.saved += 1;
      else late.refused.push(result);
      tellWaiting();
    }
    flushing = false;
    if (late.saved || late.refused.length) handlers.onLate(late);
  }

  async function deliver({ vote, round: castIn }, mayRegister = true) {
    if (castIn && votingOpen && round?.id && round.id !== castIn) {
      return { status: "refused", code: 409, detail: "Its round closed before this vote arrived; it was not saved." };
    }
    touched = new Set();
    const { ok, status, answer, detail, wait } = await request(`${boardAt}/votes`, vote);
    if (ok) return { status: "saved", tool: isNews(answer.tool) ? answer.tool : null };
    if (status === 0) return { status: "kept", wait: null };
    if (status === 401 && mayRegister) {
      const registered = await setVoter({});
      return registered.status === 0 ? { status: "kept", wait: null } : deliver({ vote, round: castIn }, false);
    }
    if (status === 403 && round?.join_code_needed && !round.code_accepted) return { status: "code", detail };
    const isFault = status === 500 && ++tries.faults < SERVER_FAULTS_MOST;
    if (BUSY.includes(status) || isFault) return { status: "kept", wait, detail, busy: true };
    return { status: "refused", code: status, detail };
  }

  /** A frame that came meanwhile may be newer than the answer; if not, the next one brings the vote. */
  function isNews(entry) {
    return Boolean(entry) && !touched.has(entry[0]);
  }

  function keepAll(result) {
    for (const answer of askers.values()) answer(result);
    askers.clear();
  }

  function tellWaiting() {
    handlers.onWaiting(outbox.all().map((entry) => entry.vote));
  }

  async function setVoter(fields) {
    const result = await request(at("voter"), { ...fields, board_id: board });
    if (result.ok) {
      outbox.belongTo(result.answer.voter_id);
      if (fields.join_code && round) round = { ...round, code_accepted: true };
      if (fields.join_code) barred = false;
    }
    return result;
  }

  return {
    start() {
      load();
      connect();
    },
    /** The time on the server's clock, in ms, as far as a frame has told it. */
    serverTime: () => world.now() + ahead,
    /** Send a vote, or keep it until it can be sent. */
    send(vote) {
      const whole = { vote_id: newVoteId(), ...vote };
      outbox.add({ vote: whole, round: votingOpen ? (round?.id ?? null) : null });
      const outcome = new Promise((resolve) => askers.set(whole.vote_id, resolve));
      tellWaiting();
      flush();
      return outcome;
    },
    /** Say who one is, or the join code. Answers {ok, status, answer, detail}. */
    async setVoter(fields) {
      const result = await setVoter(fields);
      if (result.ok) flush();
      return result;
    },
    addTool: (fields) => request(`${boardAt}/tools`, fields),
    suggest: (fields) => request(`${boardAt}/suggestions`, fields),
    /** Fetch the board anew: at once, or at a moment of one's own when a whole crowd does so. */
    refetch: () => load(),
    refetchSoon() {
      if (refetchDue) return;
      refetchDue = true;
      after("refetch", REFETCH_SPREAD * world.random(), () => {
        refetchDue = false;
        load();
      });
    },
    /** The page went to the background; the system may cut its stream without a word. */
    sleep() {
      asleepSince ??= world.now();
    },
    /** The page is seen again, or the network is back. */
    wake(isBack = false) {
      const slept = asleepSince === null ? 0 : world.now() - asleepSince;
      asleepSince = null;
      if (stopped || !(isBack || !source || slept > ASLEEP_AFTER)) return;
      tries.stream = tries.vote = 0;
      source?.close();
      world.clearTimeout(timers.stream);
      connect();
    },
    /** The browser says that there is no network: no need to wait for the stream to notice. */
    lose() {
      if (source) disconnect(backOff(tries.stream++, world.random));
    },
    stop() {
      stopped = true;
      source?.close();
      for (const timer of Object.values(timers)) world.clearTimeout(timer);
    },
  };
}
