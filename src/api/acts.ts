import { createHash, randomUUID } from "node:crypto";
import type { Change, Outcome } from "../core/change.ts";
import { DaystreakError } from "../core/errors.ts";
import type { Tracker } from "../tracker/tracker.ts";
import type { Principal } from "./auth.ts";
import { createReadBody } from "./checked-body.ts";
import type { ActAnswer } from "./contract/acts.ts";
import { type AnyComponent, text } from "./contract/schema.ts";
import { json } from "./reply.ts";
import type { Call, QueryParameter } from "./route.ts";
import { streakOf, unseen } from "./subject.ts";

const MAX_ID = 200;
const MAX_REASON = 500;
/** Begins the ids of what a user did for themselves. */
export const OWN_PREFIX = "user:";
/** Ids that nobody may choose: acts of the system and of users themselves have their own. */
const RESERVED = /^(system|user):/;

/** What an act carries besides what it does. */
export interface ActInput {
  readonly id: string;
  readonly reason: string;
  /** The checked body. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** Reads the body of an act. @throws DaystreakError `body_invalid`, `id_invalid` and those of a JSON body */
export type ReadAct = (request: Request) => Promise<ActInput>;

/** Makes the reader of bodies of a schema; a reason that may be left out is `asked for by the user`. */
export function createReadAct(schema: AnyComponent): ReadAct {
  const readBody = createReadBody<ActInput["body"]>(schema);
  return async (request) => {
    const body = await readBody(request);
    const id = idOf((body.id ?? undefined) as string | undefined, request);
    return { id, reason: (body.reason as string | undefined) ?? "asked for by the user", body };
  };
}

/** The parameters read by {@link withdrawalOf}. */
export const WITHDRAWAL: readonly QueryParameter[] = [
  { name: "id", description: "The act.", schema: text(), required: true },
];
/** The parameter read by {@link reasonOf}. */
export const REASON: QueryParameter = {
  name: "reason",
  description: "Why: kept in the audit.",
  schema: text({ minLength: 1, maxLength: MAX_REASON }),
  required: true,
};

/** The act that a call withdraws. @throws DaystreakError `id_invalid` */
export function withdrawalOf(query: URLSearchParams): string {
  return requireText(query.get("id"), "id", "id_invalid", MAX_ID + OWN_PREFIX.length);
}

/** The reason of a call without a body. @throws DaystreakError `body_invalid` */
export function reasonOf(query: URLSearchParams): string {
  return requireText(query.get("reason"), "reason", "body_invalid", MAX_REASON);
}

/** The reason of what a server may do without one: people at the dashboard always say why. @throws DaystreakError `body_invalid` */
export function reasonIfAny({ principal }: Call, given: string | null | undefined): string {
  const isOptional = principal?.kind !== "admin" && (given === null || given === undefined);
  return isOptional ? "" : requireText(given ?? null, "reason", "body_invalid", MAX_REASON);
}

/** What is done to one user. */
export interface Act extends Omit<ActInput, "body"> {
  /** Done in one write; what became of the first is what became of the act. */
  readonly changes: readonly [Change, ...Change[]];
  /** The row of the audit; absent for what users do for themselves. */
  readonly audit?: { readonly action: string; readonly data?: Readonly<Record<string, string | number>> };
}

/**
 * Does something to a user. The row of the audit follows the act and is written on a repeat as well, so that a process
 * that ends between the two leaves no act without a row once it is sent again. What is refused changed nothing and
 * leaves no row.
 * @throws DaystreakError the refusal
 */
export async function perform(tracker: Tracker, call: Call, act: Act): Promise<Response> {
  const { userId } = call;
  const [first, ...rest] = (await tracker.change(userId, act.changes)) as [Outcome, ...Outcome[]];
  for (const outcome of [first, ...rest]) {
    if (outcome.status === "rejected") throw new DaystreakError(outcome.code, outcome.detail);
  }
  if (act.audit !== undefined) {
    await addAudit(tracker, call, { ...act, action: act.audit.action, data: act.audit.data ?? {}, userId });
  }
  const answer: ActAnswer = {
    id: act.id,
    status: first.status === "duplicate" ? "duplicate" : "accepted",
    streak: await streakOf(tracker, userId),
  };
  return json(answer);
}

/** A row of the audit in the making. */
export interface AuditEntry {
  /** The act's own id. */
  readonly id: string;
  readonly action: string;
  readonly reason: string;
  /** Whom it concerns, if anybody. */
  readonly userId: string | null;
  readonly data: Readonly<Record<string, string | number>>;
}

/** Writes a row of the audit; a repeat of the same act keeps the first. */
export async function addAudit(tracker: Tracker, { principal }: Call, entry: AuditEntry): Promise<void> {
  const { action, reason, userId, data } = entry;
  await tracker.store.shared.addAudit({
    // Callers choose the ids of acts: two of them, or one for two users, must not share a row.
    id: createHash("sha256")
      .update(JSON.stringify([userId, action, entry.id]))
      .digest("base64url")
      .slice(0, 22),
    at: tracker.now(),
    actor: actorOf(principal, userId),
    action,
    userId,
    reason,
    data: { ...data, act: entry.id },
  });
}

/** Who acts on somebody, as stored with what was done: the name of a key, or `admin` for a person. */
export function grantorOf(principal: Principal | undefined): string {
  return principal?.kind === "key" ? principal.name : "admin";
}

/** Refuses acts on a user never seen: the id was probably mistyped. @throws DaystreakError `user_unknown` */
export async function requireSeen(tracker: Tracker, call: Call): Promise<void> {
  if ((await tracker.state(call.userId)) === undefined) unseen(call, () => undefined);
}

/** Who acts, as the audit names them: the id of a key, the id of an administrator, `user` for users themselves. */
export function actorOf(principal: Principal | undefined, userId: string | null = null): string {
  if (principal?.kind === "key") return principal.id;
  if (principal?.kind === "admin") return principal.subject;
  return principal === undefined || principal.userId === userId ? "user" : principal.userId;
}

function idOf(given: string | undefined, request: Request): string {
  const header = request.headers.get("idempotency-key") ?? undefined;
  const id =
    given ?? (header === undefined ? randomUUID() : requireText(header, "Idempotency-Key", "id_invalid", MAX_ID));
  if (RESERVED.test(id)) throw new DaystreakError("id_invalid", "id must not begin with system: or user:");
  return id;
}

function requireText(text: string | null, name: string, code: "id_invalid" | "body_invalid", max: number): string {
  if (text !== null && text.length > 0 && text.length <= max && !/[\p{Cc}\p{Cs}]/u.test(text)) return text;
  throw new DaystreakError(code, `${name} must be a text of 1 to ${max} characters without control characters`);
}
