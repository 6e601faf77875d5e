/**
 * Headers that concern one connection and no other (RFC 9110, 7.6.1). `Transfer-Encoding` is among them: bodies are
 * framed anew on the other side, by Node.
 */
const HOP_BY_HOP: ReadonlySet<string> = new Set([
  "connection",
  "keep-alive",
  "proxy-connection",
  "proxy-authenticate",
  "proxy-authorization",
  "te",
  "transfer-encoding",
  "upgrade",
]);
/** A sender who names these in `Connection` would take from a message what says where it ends and whom it is for. */
const NEVER_NAMED: ReadonlySet<string> = new Set(["content-length", "host"]);
const NO_NAMES: ReadonlySet<string> = new Set();

/** Whether a header, by its lower-case name, stays on its connection. */
export type StaysBehind = (name: string) => boolean;

/** The test for the headers of one message. @param connection its header `Connection`, if any */
export function staysBehind(connection: string | undefined): StaysBehind {
  const named = connection === undefined ? NO_NAMES : namesIn(connection);
  return (name) => HOP_BY_HOP.has(name) || named.has(name);
}

function namesIn(connection: string): ReadonlySet<string> {
  const lower = connection.toLowerCase();
  if (lower === "keep-alive" || lower === "close") return NO_NAMES;
  const names = lower.split(",").map((name) => name.trim());
  return new Set(names.filter((name) => !NEVER_NAMED.has(name)));
}
