import { randomBytes, randomUUID } from "node:crypto";
import type { Instant } from "../core/calendar.ts";
import { DaystreakError } from "../core/errors.ts";
import type { Tracker } from "../tracker/tracker.ts";
import { hashKey } from "./api-keys.ts";
import type { Authenticate } from "./auth.ts";
import { isFromElsewhere, requireSameOrigin } from "./same-origin.ts";

const LINK_MS = 10 * 60_000;
/** A working day: long enough not to sign in twice, short enough for a screen that was left on. */
const SESSION_MS = 8 * 60 * 60_000;
/** 256 bits: nobody guesses it, so that a fast hash is enough to keep it. */
const SECRET_BYTES = 32;
const COOKIE = "daystreak-admin";
/** No other host, and nothing without HTTPS, can set a cookie of this name. */
const SAFE_COOKIE = `__Host-${COOKIE}`;

/** What links and sessions are made of: a tracker is enough. */
export type PassParts = Pick<Tracker, "now"> & { readonly store: Pick<Tracker["store"], "shared"> };

/** A link that lets one person into the dashboard, once. */
export interface AdminLink {
  /** `/admin/#link=…`: behind the `#`, where no server, proxy or log sees the secret. */
  readonly path: string;
  readonly expiresAt: Instant;
}

/**
 * Makes a link into the dashboard, good once within 10 minutes. The store keeps only a hash of its secret.
 * @param subject whom it lets in: the audit names them beside everything they do
 * @param by who asked for it, for the audit
 */
export async function createAdminLink(parts: PassParts, subject: string, by: string): Promise<AdminLink> {
  if (!/^[^\p{Cc}\p{Cs}]{1,200}$/u.test(subject)) {
    throw new DaystreakError("id_invalid", "say whom the link lets in, in at most 200 characters");
  }
  const { secret, expiresAt } = await putPass(parts, "link", subject, LINK_MS);
  await note(parts, by, "link.created", { subject });
  return { path: `/admin/#link=${secret}`, expiresAt };
}

/** Ends every session and every link at once; gives how many there were. @param by who does it, for the audit */
export async function revokeAdminSessions(parts: PassParts, by: string): Promise<number> {
  const count = await parts.store.shared.dropPasses();
  await note(parts, by, "sessions.revoked", { count });
  return count;
}

/** Who is signed in to the dashboard. */
export interface AdminSession {
  readonly subject: string;
  readonly expiresAt: Instant;
}

/** A session that has begun, with the cookie that carries it. */
export interface BegunSession extends AdminSession {
  readonly cookie: string;
}

/** Sessions of the dashboard. Nothing is cached: one that was ended is refused from the next call on, by every process. */
export interface AdminSessions {
  /** The session of a request's cookie. @throws DaystreakError `origin_forbidden` */
  find(request: Request): Promise<AdminSession | undefined>;
  /** Begins one for somebody whose token was checked, in the place of the one that the browser has. */
  begin(request: Request, subject: string): Promise<BegunSession>;
  /** Begins one with the secret of a link. @throws DaystreakError `token_invalid` for every link that is not good */
  redeem(request: Request, link: string): Promise<BegunSession>;
  /** Ends the session of a request's cookie; gives a cookie that takes it away, or `undefined` where there was none. */
  end(request: Request): Promise<string | undefined>;
}

/** Makes the sessions of a tracker's store. */
export function createAdminSessions(parts: PassParts): AdminSessions {
  const { shared } = parts.store;

  const begin = async (request: Request, subject: string, via: string): Promise<BegunSession> => {
    const before = cookieIn(request);
    if (before !== undefined) await shared.takePass(hashOf(before.secret), "session");
    const { secret, expiresAt } = await putPass(parts, "session", subject, SESSION_MS);
    await note(parts, subject, "session.begun", { via });
    return { subject, expiresAt, cookie: cookieOf(isSecure(request) ? SAFE_COOKIE : COOKIE, secret, SESSION_MS) };
  };

  return {
    async find(request) {
      const cookie = cookieIn(request);
      // Another site's page gets what anybody gets.
      if (cookie === undefined || isFromElsewhere(request)) return undefined;
      const pass = await shared.pass(hashOf(cookie.secret), "session");
      if (pass === undefined || pass.expiresAt <= parts.now()) return undefined;
      requireSameOrigin(request);
      return { subject: pass.subject, expiresAt: pass.expiresAt };
    },
    begin: (request, subject) => begin(request, subject, "token"),
    async redeem(request, link) {
      const pass = await shared.takePass(hashOf(link), "link");
      if (pass === undefined || pass.expiresAt <= parts.now()) {
        throw new DaystreakError(
          "token_invalid",
          "this link was used before, or is older than 10 minutes: ask for a new one",
        );
      }
      return begin(request, pass.subject, "link");
    },
    async end(request) {
      const cookie = cookieIn(request);
      const pass = cookie && (await shared.takePass(hashOf(cookie.secret), "session"));
      if (cookie === undefined || pass === undefined) return undefined;
      await note(parts, pass.subject, "session.ended", {});
      return cookieOf(cookie.name, "", 0);
    },
  };
}

/** Lets in whoever is signed in to the dashboard, besides those who say otherwise who they are. */
export function withSessions(authenticate: Authenticate, sessions: AdminSessions): Authenticate {
  return async (request, context) => {
    const session = request.headers.has("authorization") ? undefined : await sessions.find(request);
    return session === undefined ? authenticate(request, context) : { kind: "admin", ...session };
  };
}

async function putPass(
  { store, now }: PassParts,
  kind: "link" | "session",
  subject: string,
  lastsMs: number,
): Promise<{ secret: string; expiresAt: Instant }> {
  const secret = randomBytes(SECRET_BYTES).toString("base64url");
  const createdAt = now();
  const expiresAt = createdAt + lastsMs;
  await store.shared.dropPasses(createdAt);
  await store.shared.putPass({ hash: hashOf(secret), kind, subject, createdAt, expiresAt });
  return { secret, expiresAt };
}

async function note(
  { store, now }: PassParts,
  actor: string,
  action: string,
  data: Readonly<Record<string, string | number>>,
): Promise<void> {
  await store.shared.addAudit({ id: randomUUID(), at: now(), actor, action, userId: null, reason: "", data });
}

function hashOf(secret: string): string {
  return Buffer.from(hashKey(secret)).toString("hex");
}

function cookieIn({ headers }: Request): { readonly name: string; readonly secret: string } | undefined {
  const pairs = (headers.get("cookie") ?? "").split(";").map((pair) => pair.trim());
  for (const name of [SAFE_COOKIE, COOKIE]) {
    const secret = pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
    if (secret !== undefined && secret !== "") return { name, secret };
  }
  return undefined;
}

function cookieOf(name: string, value: string, lastsMs: number): string {
  const secure = name === SAFE_COOKIE ? "; Secure" : "";
  return `${name}=${value}; Path=/; Max-Age=${lastsMs / 1000}; HttpOnly; SameSite=Strict${secure}`;
}

/** Whether the browser speaks HTTPS, whatever reaches us behind a proxy that ends it: its own word, else the proxy's. */
function isSecure({ headers, url }: Request): boolean {
  const origin = headers.get("origin");
  if (origin !== null) return origin.startsWith("https:");
  return url.startsWith("https:") || headers.get("x-forwarded-proto") === "https";
}
