// The same fan-out over socket.io: one average per tool, told to everyone on a tick, kept in memory.
// `node server.js PORT` prints "ready" when it listens on the loopback address.
import { createServer } from "node:http";
import { Server } from "socket.io";

const TICK = 200; // milliseconds
const SHOWN_AT_ONCE = 50; // votes of others that one frame may show

const http = createServer();
const io = new Server(http, { transports: ["websocket"], serveClient: false });

const tools = new Map(); // tool id → { n, x, y } with sums
const current = new Map(); // voter and tool → [x, y]
const changed = new Set();
let votes = 0;
let recent = [];

function take({ tool_id, voter, x, y }) {
  const tool = tools.get(tool_id) ?? { n: 0, x: 0, y: 0 };
  const key = `${voter}/${tool_id}`;
  const before = current.get(key);
  tool.x += x - (before ? before[0] : 0);
  tool.y += y - (before ? before[1] : 0);
  tool.n += before ? 0 : 1;
  votes += before ? 0 : 1;
  tools.set(tool_id, tool);
  current.set(key, [x, y]);
  changed.add(tool_id);
  recent.push([tool_id, x, y]);
  return votes;
}

function entry(id) {
  const { n, x, y } = tools.get(id);
  return [id, n, Math.round((100 * x) / n) / 100, Math.round((100 * y) / n) / 100];
}

function frame(ids) {
  return { sent_at: Date.now() / 1000, votes, tools: ids.map(entry), recent: recent.slice(-SHOWN_AT_ONCE) };
}

io.on("connection", (socket) => {
  socket.emit("frame", frame([...tools.keys()]));
  socket.on("vote", (vote, answer) => answer({ vote_id: vote.vote_id, seq: take(vote) }));
});

setInterval(() => {
  if (changed.size === 0) return;
  io.emit("frame", frame([...changed]));
  changed.clear();
  recent = [];
}, TICK);

http.listen(Number(process.argv[2]), "127.0.0.1", 4096, () => console.log("ready"));
