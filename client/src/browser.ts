import type { Platform, Signal } from "./platform.ts";

/** What a person does. Scrolling inside a part of the page shows as a wheel, a key or a finger. */
const SIGNS = ["pointerdown", "keydown", "touchstart", "wheel", "scroll"];
/** Presence is looked at more often than this. */
const LOOK_MS = 60_000;
/** Several times a second while something plays; media events do not bubble, so they are caught on the way down. */
const PLAYING = "timeupdate";

/** The browser this runs in; on a server, a machine on which nothing happens. */
export function createBrowserPlatform(): Platform {
  const isServer = typeof document === "undefined";
  let isTouched = false;
  let personAt = 0;
  let lookedAt = Date.now();
  if (!isServer) {
    // It does not even look at the clock: pages scroll as fast as with an empty listener.
    const note = (): void => {
      isTouched = true;
    };
    for (const sign of SIGNS) addEventListener(sign, note, { passive: true });
    addEventListener(PLAYING, note, { passive: true, capture: true });
  }

  return {
    isServer,
    fetch: (input, init) => globalThis.fetch(input, init),
    now: () => Date.now(),
    later(run, ms) {
      const timer = setTimeout(run, Math.min(ms, 2 ** 31 - 1));
      return () => clearTimeout(timer);
    },
    zone: () => Intl.DateTimeFormat().resolvedOptions().timeZone,
    isShown: () => !isServer && document.visibilityState === "visible",
    isOnline: () => isServer || navigator.onLine !== false,
    personAt() {
      const now = Date.now();
      // A machine that slept since it was last looked at was touched before that, not on waking.
      if (isTouched) personAt = Math.min(now, lookedAt + LOOK_MS);
      isTouched = false;
      lookedAt = now;
      return personAt;
    },
    watch,
    lock(name, run, signal) {
      if (isServer || navigator.locks === undefined) return run();
      return navigator.locks.request(name, signal === undefined ? {} : { signal }, run);
    },
    claim: (name) =>
      new Promise((resolve) => {
        if (navigator.locks === undefined) return resolve(() => undefined);
        navigator.locks
          .request(name, { ifAvailable: true }, (lock) =>
            lock === null ? resolve(undefined) : new Promise<void>((release) => resolve(release)),
          )
          .catch(() => resolve(() => undefined));
      }),
    recall(name) {
      const value = Number(stored(() => localStorage.getItem(name)) ?? Number.NaN);
      return Number.isFinite(value) ? value : memory.get(name);
    },
    remember(name, value) {
      memory.set(name, value);
      stored(() => localStorage.setItem(name, String(value)));
    },
    channel(name, listener) {
      if (isServer || typeof BroadcastChannel === "undefined") return undefined;
      const channel = new BroadcastChannel(name);
      channel.onmessage = ({ data }) => listener(data);
      return { post: (message) => channel.postMessage(message), close: () => channel.close() };
    },
  };
}

/** What `localStorage` could not take. */
const memory = new Map<string, number>();

/** Where storage is forbidden or full, touching it throws. */
function stored<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

function watch(listener: (signal: Signal) => void): () => void {
  if (typeof document === "undefined") return () => undefined;
  const over = new AbortController();
  const options = { signal: over.signal };
  const on = (type: string, signal: Signal): void => addEventListener(type, () => listener(signal), options);
  on("online", "online");
  on("offline", "offline");
  on("pagehide", "gone");
  addEventListener("pageshow", ({ persisted }) => persisted && listener("shown"), options);
  document.addEventListener("visibilitychange", () => listener(document.hidden ? "hidden" : "shown"), options);
  return () => over.abort();
}
