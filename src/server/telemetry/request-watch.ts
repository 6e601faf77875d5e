/** A request as it comes in. */
export interface SeenRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** How a request ended. */
export interface SeenAnswer {
  /** The pattern of the path that matched, never the path itself; `none` where nothing of ours stands. */
  readonly route: string;
  readonly status: number;
  /** From the first header to the last byte. */
  readonly seconds: number;
}

/** Watches one request. */
export interface RequestWatch {
  /** Runs what answers the request, as part of it. */
  run<T>(answer: () => T): T;
  ended(answer: SeenAnswer): void;
}

/** Begins to watch a request. */
export type WatchRequest = (request: SeenRequest) => RequestWatch;
