import { DaystreakError } from "../../core/errors.ts";
import type { Tracker } from "../../tracker/tracker.ts";
import { actorOf } from "../acts.ts";
import { type AdminSessions, type BegunSession, createAdminLink } from "../admin-sessions.ts";
import { type Authenticate, bearerCredentials, type Principal, refusal } from "../auth.ts";
import { createReadBody } from "../checked-body.ts";
import { LINK, LINK_REQUEST, SESSION, SESSION_END, SESSION_REQUEST } from "../contract/session.ts";
import { json } from "../reply.ts";
import type { Call, Route } from "../route.ts";
import { requireSameOrigin } from "../same-origin.ts";

const NEVER_KEPT = { "cache-control": "no-store" };

/** `/api/admin/session/` and `/api/admin/links/`: how somebody gets into the dashboard, and out. */
export function adminSessionRoutes(tracker: Tracker, sessions: AdminSessions, authenticate: Authenticate): Route[] {
  const readSession = createReadBody(SESSION_REQUEST);
  const readLink = createReadBody(LINK_REQUEST);
  const common = { path: "/api/admin/session/", group: "Administration" } as const;

  /** Who a token speaks for: that of the body, else of the header. */
  const byToken = async ({ request, context }: Call, token: string | undefined): Promise<BegunSession> => {
    if (token !== undefined && bearerCredentials(`Bearer ${token}`) === undefined) throw refusal();
    const { userId: _, ...caller } = context;
    const headers = token === undefined ? request.headers : { authorization: `Bearer ${token}` };
    const principal = await authenticate(new Request(request.url, { headers }), caller);
    if (principal === undefined) {
      throw new DaystreakError("credentials_missing", "send the token of an administrator, or the secret of a link");
    }
    if (principal.kind === "user" && principal.isAdmin) return sessions.begin(request, principal.userId);
    const text =
      principal.kind === "key"
        ? "a key does not sign in: make a link with it, POST /api/admin/links/"
        : "this token does not carry the admin claim of the service";
    throw new DaystreakError("scope_missing", text);
  };

  return [
    {
      ...common,
      method: "POST",
      access: "public",
      operation: "beginAdminSession",
      summary: "Sign in to the dashboard",
      description:
        "With the token of an administrator, in the body or as `Authorization: Bearer …`, or with the secret of a link. The answer sets a cookie that scripts cannot read, good for 8 hours.",
      body: { schema: SESSION_REQUEST, required: false, example: { link: "the secret behind the # of the link" } },
      answer: { description: "Who is signed in.", schema: SESSION },
      refusals: ["credentials_missing", "token_invalid", "scope_missing", "origin_forbidden"],
      async handle(call) {
        const { request } = call;
        if (!request.headers.has("authorization")) requireSameOrigin(request);
        const { token, link } = await readSession(request);
        const begun = await (link === undefined ? byToken(call, token) : sessions.redeem(request, link));
        return json(shown(begun.subject, begun.expiresAt), { ...NEVER_KEPT, "set-cookie": begun.cookie });
      },
    },
    {
      ...common,
      method: "GET",
      access: "admin",
      operation: "getAdminSession",
      summary: "Who is signed in to the dashboard",
      answer: { description: "The caller.", schema: SESSION },
      handle: async ({ principal }) => json(shown(actorOf(principal), expiryOf(principal)), NEVER_KEPT),
    },
    {
      ...common,
      method: "DELETE",
      access: "admin",
      operation: "endAdminSession",
      summary: "Sign out of the dashboard",
      answer: { description: "The session is over, in every process.", schema: SESSION_END },
      async handle({ request }) {
        const cookie = await sessions.end(request);
        return json({ ended: cookie !== undefined }, { ...NEVER_KEPT, ...(cookie && { "set-cookie": cookie }) });
      },
    },
    {
      method: "POST",
      path: "/api/admin/links/",
      group: "Administration",
      access: "admin",
      operation: "createAdminLink",
      summary: "Make a link into the dashboard",
      description:
        "Good once, within 10 minutes. For platforms whose administrators have no token here: send their browser to it.",
      body: { schema: LINK_REQUEST, required: true, example: { subject: "ops@school.example" } },
      answer: { description: "The link; its secret is shown this once.", schema: LINK },
      refusals: ["id_invalid"],
      async handle({ request, principal }) {
        const { subject } = await readLink(request);
        const link = await createAdminLink(tracker, subject, actorOf(principal));
        return json({ path: link.path, expires_at: new Date(link.expiresAt).toISOString() }, NEVER_KEPT);
      },
    },
  ];
}

function shown(subject: string, expiresAt: number | undefined): { subject: string; expires_at: string | null } {
  return { subject, expires_at: expiresAt === undefined ? null : new Date(expiresAt).toISOString() };
}

function expiryOf(principal: Principal | undefined): number | undefined {
  return principal?.kind === "key" ? undefined : principal?.expiresAt;
}
