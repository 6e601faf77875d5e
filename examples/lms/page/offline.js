import { forgetAnswers, keepAnswer, keepPages, keptAnswers, keptPages } from "./device-store.js";
import { call, daystreak, signedIn, watchLearner } from "./session.js";

const AT_ONCE = 20;
const heard = new BroadcastChannel("small-steps");
const listeners = new Set();
let waiting = [];

/** The answers of this learner that wait for the network. */
export function waitingAnswers() {
  return waiting;
}

/** Whether an answer of this learner to a problem waits. */
export async function isWaiting(problem) {
  await look().catch(() => undefined);
  return waiting.some((one) => one.problem === problem);
}

/** Calls `listener` when answers began to wait, or were checked: then with what became of them. */
export function onAnswers(listener) {
  listeners.add(listener);
}

/** What can be read at a path; without network, as it was when it was last kept. */
export async function read(path) {
  try {
    return await call("GET", path);
  } catch (error) {
    const kept = error.status === 0 ? (await keptPages(signedIn()?.user.id).catch(() => undefined))?.[path] : undefined;
    if (kept === undefined) throw error;
    return kept;
  }
}

/** Keeps everything there is to read, for a time without network. */
async function keepEverything() {
  const user = signedIn()?.user.id;
  if (user === undefined) return;
  const { pages } = await call("GET", "/api/lms/pages/", undefined, { alone: true });
  await keepPages(user, pages);
}

/** Sends an answer to be checked; without network it is kept on this device, with the time, and sent later. */
export async function answer(problem, text) {
  try {
    return await call("POST", `/api/lms/problems/${problem}/solve/`, { answer: text });
  } catch (error) {
    if (error.status !== 0) throw error;
  }
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const user = signedIn()?.user.id;
  await keepAnswer({ id: `${user}/${problem}`, user, problem, answer: text, at: Date.now(), zone });
  await look();
  heard.postMessage([]);
  return { kept: true };
}

/** Has the answers checked that wait, by one tab at a time. Where that is not possible now, they go on waiting. */
async function sendAnswers() {
  // Pages without HTTPS have no locks: what two tabs send there is counted once all the same.
  if (navigator.locks === undefined) await sendAll();
  else await navigator.locks.request("small-steps:answers", sendAll);
}

async function sendAll() {
  await look();
  while (waiting.length > 0 && navigator.onLine) {
    const [{ user }] = waiting;
    const batch = waiting.slice(0, AT_ONCE);
    const answers = batch.map(({ problem, answer, at, zone }) => ({ problem, answer, at, zone }));
    const body = { sent_at: Date.now(), answers };
    const { results } = await call("POST", "/api/lms/late-answers/", body, { alone: true, user });
    await forgetAnswers(batch.map(({ id }) => id));
    heard.postMessage(results);
    await look(results);
  }
}

async function look(results = []) {
  const user = signedIn()?.user.id;
  waiting = user === undefined ? [] : await keptAnswers(user);
  for (const listener of listeners) listener(results);
}

/** Tries whenever there is a chance: at the start, when the network or the server is back. */
function start() {
  const attempt = () => void sendAnswers().catch(() => undefined);
  const begin = (client) => {
    attempt();
    client?.on("status", ({ live }) => live && attempt());
    keepEverything().catch(() => undefined);
  };
  heard.onmessage = ({ data }) => void look(data);
  addEventListener("online", attempt);
  watchLearner(begin);
  begin(daystreak());
  navigator.serviceWorker?.register("/worker.js").catch(() => undefined);
}

start();
