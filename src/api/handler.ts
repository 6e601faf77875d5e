/** Where the events of a stream are written: a connection, or a Web stream. */
export interface EventSink {
  /** Writes text; gives how many bytes wait to be sent. */
  write(text: string): number;
  /** Writes no more; the reader gets what waits. */
  end(): void;
  /** Ends at once, whatever waits. */
  destroy(): void;
}

/** The body of an answer that is a stream of events. */
export interface EventBody {
  /** Begins to write. */
  open(sink: EventSink): void;
  /** Must be called when the reader has gone, or everything was sent after the end. */
  gone(): void;
}

/** What the host app already knows about a request. */
export interface ApiContext {
  /** The authenticated user, where the host app (and not a bearer token) says who it is. */
  readonly userId?: string;
  /** The peer's address, for logs and limits. */
  readonly remoteAddress?: string;
  /** Told the pattern of the path that matched (such as `/v1/users/{id}/streak`), for logs without names in them. */
  readonly onRoute?: (pattern: string) => void;
  /**
   * Takes the body of an answer that is a stream of events; the `Response` then has none. Such a body costs a fraction of
   * a Web stream's memory. Where it is absent the body is a Web stream.
   */
  readonly onEvents?: (body: EventBody) => void;
}

/** Daystreak's HTTP API as a function of Web standards. Resolves to `undefined` for a path that is none of ours. */
export interface ApiHandler {
  (request: Request, context?: ApiContext): Promise<Response | undefined>;
  /** Whether something of ours stands at a path: where it says no, a mount need not make a `Request` to find out. */
  readonly owns?: (pathname: string) => boolean;
  /** Ends the streams that are open, and takes no more: a server that stops would wait for them. */
  readonly close?: () => void;
}
