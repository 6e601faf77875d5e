/** What changed around the client; after `gone` the page may come back, or never. */
export type Signal = "shown" | "hidden" | "gone" | "online" | "offline";

/** News between the tabs of one app; what another version of the client sends may be anything. */
export interface Channel {
  post(message: object): void;
  close(): void;
}

/** The machine that the client runs on: a browser or a phone. */
export interface Platform {
  /** Whether there is nobody to watch and nothing to keep, as where pages are rendered on a server. */
  readonly isServer: boolean;
  readonly fetch: typeof globalThis.fetch;
  /** Milliseconds since 1970 by the device's clock, which may be wrong. */
  now(): number;
  /** Calls `run` once, after `ms`. Gives the function that prevents it. */
  later(run: () => void, ms: number): () => void;
  /** Where the device is: an IANA name, if it knows. */
  zone(): string | undefined;
  /** Whether a person can see the app. */
  isShown(): boolean;
  isOnline(): boolean;
  /** When a person was last there, by the device's clock and to the minute; 0 for not yet. */
  personAt(): number;
  /** Tells of changes until the returned function is called. */
  watch(listener: (signal: Signal) => void): () => void;
  /** Runs one piece of work at a time per name, over all tabs; at once where that cannot be had. */
  lock<T>(name: string, run: () => Promise<T>, signal?: AbortSignal): Promise<T>;
  /** Takes a name for this tab; gives the function that lets go of it, or undefined where another tab has it. */
  claim(name: string): Promise<(() => void) | undefined>;
  /** A number that all tabs share, seen by the others within seconds; undefined where there is none. */
  recall(name: string): number | undefined;
  remember(name: string, value: number): void;
  /** Undefined where there is only one tab. */
  channel(name: string, listener: (message: unknown) => void): Channel | undefined;
}
