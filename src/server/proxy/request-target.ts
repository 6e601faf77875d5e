/** What a request asks for, as the application is to see it. */
export interface RequestTarget {
  /** Path and query as they came: nothing is decoded, joined or tidied. */
  readonly path: string;
  /** The authority of a target in absolute form, which counts instead of `Host` (RFC 9112, 3.2.2). */
  readonly authority?: string;
}

const ABSOLUTE = /^https?:\/\/(?:[^/?#@]*@)?([^/?#@]+)(.*)$/i;

/** Reads a request target in origin or absolute form; `undefined` for any other (`*`, `ftp://…`). */
export function requestTarget(target: string): RequestTarget | undefined {
  if (target.startsWith("/")) return { path: target };
  const [, authority, rest = ""] = ABSOLUTE.exec(target) ?? [];
  if (authority === undefined) return undefined;
  return { path: rest.startsWith("/") ? rest : `/${rest}`, authority };
}
