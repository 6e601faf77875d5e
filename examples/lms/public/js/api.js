/** An answer that is not a success: `status` is 0 where the server could not be reached. */
export class ApiError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

const KEY = "small-steps";
let session = read();
let refreshing;

/** Who is signed in on this device: `{ access, refresh, user }` or null. */
export function signedIn() {
  return session;
}

/** Keeps the session on this device; null forgets it. */
export function keep(next) {
  session = next;
  if (next === null) localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, JSON.stringify(next));
}

function read() {
  try {
    const stored = JSON.parse(localStorage.getItem(KEY) ?? "null");
    return typeof stored?.access === "string" && typeof stored?.user?.name === "string" ? stored : null;
  } catch {
    return null;
  }
}

/**
 * Calls the platform's JSON API. The zone of this browser goes with every request, so that days are the learner's own.
 * An access token that has expired is refreshed once, and the call made again.
 */
export async function call(method, path, body) {
  let response = await send(method, path, body);
  if (response.status === 401 && session !== null && (await refresh())) response = await send(method, path, body);
  const answer = await response.json().catch(() => undefined);
  if (response.ok) return answer;
  if (response.status === 401 && session !== null) keep(null);
  throw new ApiError(response.status, answer?.detail ?? answer?.title ?? "Something went wrong on the server.");
}

function send(method, path, body) {
  const headers = { "Daystreak-Zone": Intl.DateTimeFormat().resolvedOptions().timeZone };
  if (session !== null) headers.Authorization = `Bearer ${session.access}`;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const init = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
  return fetch(path, init).catch(() => {
    throw new ApiError(0, "The server cannot be reached. Is it still running?");
  });
}

/** One refresh at a time, however many calls wait for it. */
function refresh() {
  refreshing ??= send("POST", "/api/auth/refresh/", { refresh: session.refresh })
    .then(async (response) => {
      if (!response.ok) return false;
      keep({ ...session, ...(await response.json()) });
      return true;
    })
    .finally(() => {
      refreshing = undefined;
    });
  return refreshing;
}
