import type { Platform, Signal } from "../platform.ts";

/** React Native's `AppState`, or anything of its shape. */
export interface AppStateLike {
  readonly currentState: string | null;
  addEventListener(type: "change", listener: (state: string) => void): { remove(): void };
}

/** Tells whether there is a network, now and whenever that changes. Gives the function that ends it. */
export type Connectivity = (listener: (isOnline: boolean) => void) => () => void;

/** What a phone's platform is made of. */
export interface AppPlatformOptions {
  readonly appState: AppStateLike;
  /** @default there always is one */
  readonly connectivity?: Connectivity | undefined;
  /** @default the global one */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** Milliseconds since 1970. @default Date.now */
  readonly now?: (() => number) | undefined;
  /** Calls once after some milliseconds; gives what prevents it. @default setTimeout */
  readonly later?: ((run: () => void, ms: number) => () => void) | undefined;
}

/** A phone on which the app is in front, or is not: whoever has it in front of them is there. */
export function createAppPlatform({
  appState,
  connectivity,
  fetch = (input, init) => globalThis.fetch(input, init),
  now = () => Date.now(),
  later = (run, ms) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
}: AppPlatformOptions): Platform {
  const numbers = new Map<string, number>();
  const turns = new Map<string, Promise<unknown>>();
  let isActive = appState.currentState === "active";
  let isOnline = true;
  let leftAt = 0;
  const listeners = new Set<(signal: Signal) => void>();
  let stops: (undefined | (() => void))[] = [];

  const tell = (signal: Signal): void => {
    for (const listener of [...listeners]) listener(signal);
  };

  const watchApp = (): (() => void) => {
    const watching = appState.addEventListener("change", (state) => {
      const was = isActive;
      isActive = state === "active";
      if (was && !isActive) leftAt = now();
      // `inactive` is a call, or the app switcher: nobody is in the app, though it may go on in a moment.
      for (const signal of signalsOf(was, state)) tell(signal);
    });
    return () => watching.remove();
  };

  const setOnline = (online: boolean): void => {
    if (online === isOnline) return;
    isOnline = online;
    tell(online ? "online" : "offline");
  };

  return {
    isServer: false,
    fetch,
    now,
    later,
    zone: () => Intl.DateTimeFormat().resolvedOptions().timeZone,
    isShown: () => isActive,
    isOnline: () => isOnline,
    personAt: () => (isActive ? now() : leftAt),
    watch(listener) {
      if (listeners.size === 0) stops = [watchApp(), connectivity?.(setOnline)];
      listeners.add(listener);
      return () => {
        if (!listeners.delete(listener) || listeners.size > 0) return;
        for (const stop of stops) stop?.();
      };
    },
    lock(name, run, signal) {
      const before = turns.get(name) ?? Promise.resolve();
      const turn = before.then(() => {
        if (signal?.aborted) throw signal.reason;
        return run();
      });
      turns.set(
        name,
        turn.catch(() => undefined),
      );
      return turn;
    },
    claim: async () => () => undefined,
    recall: (name) => numbers.get(name),
    remember: (name, value) => void numbers.set(name, value),
    channel: () => undefined,
  };
}

function signalsOf(wasActive: boolean, state: string): Signal[] {
  if (state === "active") return wasActive ? [] : ["shown"];
  const left: Signal[] = wasActive ? ["hidden"] : [];
  return state === "background" ? [...left, "gone"] : left;
}
