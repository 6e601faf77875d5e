/** What the host app already knows about a request. */
export interface ApiContext {
  /** The authenticated user, where the host app (and not a bearer token) says who it is. */
  readonly userId?: string;
  /** The peer's address, for logs and limits. */
  readonly remoteAddress?: string;
  /** Told the pattern of the path that matched (such as `/v1/users/{id}/streak`), for logs without names in them. */
  readonly onRoute?: (pattern: string) => void;
}

/** Daystreak's HTTP API as a function of Web standards. Resolves to `undefined` for a path that is none of ours. */
export interface ApiHandler {
  (request: Request, context?: ApiContext): Promise<Response | undefined>;
  /** Whether something of ours stands at a path: where it says no, a mount need not make a `Request` to find out. */
  readonly owns?: (pathname: string) => boolean;
}
