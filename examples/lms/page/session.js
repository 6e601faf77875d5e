import { createClient } from "@daystreak/client";
import { provideClient } from "@daystreak/client/elements";

const KEY = "small-steps";
const STREAK = "small-steps:streak";
const BACKGROUND = { "Daystreak-Background": "1" };
const watchers = new Set();
let client = null;
let clientOf;
let refreshing;

/** An answer that is not a success: `status` is 0 where the server could not be reached. */
export class ApiError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** Who is signed in on this device: `{ access, refresh, user }` or null. Tabs share it. */
export function signedIn() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "null");
    return typeof kept?.access === "string" && typeof kept?.user?.name === "string" ? kept : null;
  } catch {
    return null;
  }
}

/** Keeps the session on this device; null forgets it. */
export function keep(session) {
  if (session === null) {
    localStorage.removeItem(KEY);
    localStorage.removeItem(STREAK);
  } else localStorage.setItem(KEY, JSON.stringify(session));
  follow();
}

/** Calls `watcher` whenever another learner is signed in, or nobody. */
export function watchLearner(watcher) {
  watchers.add(watcher);
}

/** Daystreak's client of the learner who is signed in; null where nobody is. */
export function daystreak() {
  return client;
}

/** One client a learner: the widgets on the page follow it by themselves. */
function follow() {
  const id = signedIn()?.user.id;
  if (id === clientOf) return;
  clientOf = id;
  client?.close();
  client = id === undefined ? null : createClient({ baseUrl: "", token: () => tokenOf(id), refresh: renew });
  provideClient(client && withKeptStreak(client, id));
  for (const watcher of watchers) watcher(client);
}

/** The client as the widgets see it: until it has heard of the streak they show the one this device has kept, for its day. */
function withKeptStreak(client, id) {
  const kept = keptStreak(id);
  client.on("streak", (streak) => {
    if (signedIn()?.user.id === id) localStorage.setItem(STREAK, JSON.stringify({ id, streak }));
  });
  const isToday = () => kept !== null && client.now() < Date.parse(kept.day_ends_at);
  return Object.create(client, { streak: { get: () => client.streak ?? (isToday() ? kept : null) } });
}

function keptStreak(id) {
  try {
    const kept = JSON.parse(localStorage.getItem(STREAK) ?? "null");
    return kept?.id === id ? kept.streak : null;
  } catch {
    return null;
  }
}

/** Tabs where somebody else signed in have a moment in which the client is still the one before. */
export function tokenOf(id) {
  const session = signedIn();
  return session?.user.id === id ? session.access : null;
}

/** A new access token, or null where the learner has to sign in again. One at a time, however many calls wait for it. */
function renew({ headers = {} } = {}) {
  refreshing ??= refresh(headers).finally(() => {
    refreshing = undefined;
  });
  return refreshing;
}

async function refresh(headers) {
  const before = signedIn();
  if (before === null) return null;
  const response = await send("POST", "/api/auth/refresh/", { refresh: before.refresh }, headers);
  const now = signedIn();
  if (now?.user.id !== before.user.id) return null;
  if (response.status === 401) keep(null);
  if (!response.ok) return null;
  const { access } = await response.json();
  keep({ ...now, access });
  return access;
}

/**
 * Calls the platform's JSON API. The zone of this browser goes with every request, so that days are the learner's own.
 * An access token that has expired is refreshed once, and the call made again. `alone` says that nobody is there,
 * `user` that it must not be anybody else's call.
 */
export async function call(method, path, body, { alone = false, user } = {}) {
  const headers = alone ? BACKGROUND : {};
  let response = await send(method, path, body, headers, user);
  if (response.status === 401 && signedIn() !== null && (await renew({ headers })) !== null)
    response = await send(method, path, body, headers, user);
  const answer = await response.json().catch(() => undefined);
  if (response.ok) return answer;
  throw new ApiError(response.status, answer?.detail ?? answer?.title ?? "Something went wrong on the server.");
}

async function send(method, path, body, more, user) {
  const headers = { "Daystreak-Zone": Intl.DateTimeFormat().resolvedOptions().timeZone, ...more };
  const session = signedIn();
  if (user !== undefined && session?.user.id !== user) throw new ApiError(401, "Somebody else has signed in.");
  if (session !== null) headers.Authorization = `Bearer ${session.access}`;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const init = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
  return fetch(path, init).catch(() => {
    throw new ApiError(0, "The server cannot be reached.");
  });
}

addEventListener("storage", ({ key }) => {
  if (key === KEY || key === null) follow();
});
follow();
