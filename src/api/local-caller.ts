import type { ApiContext } from "./handler.ts";

const LOOPBACK = /^(127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/;
const FORWARDED = ["forwarded", "x-forwarded-for", "x-real-ip"];

/** Whether a call comes from the same machine, and not through a proxy there that speaks for others. */
export function isLocal(request: Request, { remoteAddress }: ApiContext): boolean {
  if (remoteAddress === undefined || !LOOPBACK.test(remoteAddress)) return false;
  return !FORWARDED.some((name) => request.headers.has(name));
}
