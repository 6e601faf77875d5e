import { call, daystreak, signedIn } from "./session.js";

const listeners = new Set();
let unread = 0;

/** How many notices wait to be read. */
export function unreadNotices() {
  return unread;
}

/** Calls `listener` whenever a notice came or was read. Gives the function that ends it. */
export function onNotices(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The notices of the learner, newest first. */
export async function notices() {
  const { notices, unread: count } = await call("GET", "/api/notices/", undefined, { alone: true });
  tell(count);
  return notices;
}

/** Says what the learner did with notices. */
export async function mark(mark, ids) {
  if (ids.length === 0) return;
  await call("POST", "/api/notices/marks/", { ids, mark }, { alone: true });
  await look();
}

/** Counts anew, and follows the learner who is signed in. */
export function followNotices() {
  tell(0);
  look();
  daystreak()?.on("fact", ({ kind }) => kind === "notice.added" && look());
}

async function look() {
  if (signedIn() !== null) await notices().catch(() => undefined);
}

function tell(count) {
  unread = count;
  for (const listener of listeners) listener();
}
