import { DaystreakError } from "../core/errors.ts";
import { allows } from "./api-keys.ts";
import type { Authenticate, Principal } from "./auth.ts";
import type { ApiContext } from "./handler.ts";
import type { Counted, Limits } from "./limits.ts";
import { isLocal } from "./local-caller.ts";
import type { Route } from "./route.ts";

/** Who calls, or why that cannot be said. */
export interface Caller {
  readonly principal?: Principal | undefined;
  readonly error?: unknown;
}

/** Says who calls a route; nobody is asked where anyone may. */
export async function identify(
  authenticate: Authenticate,
  route: Route,
  request: Request,
  context: ApiContext,
): Promise<Caller> {
  if (route.access === "public") return {};
  try {
    return { principal: await authenticate(request, context) };
  } catch (error) {
    return { error };
  }
}

/** Counts a call against its limit; `undefined` where there is none for it, or where who calls could not be looked up. */
export function countCall(
  limits: Limits | undefined,
  { isProbe, access }: Route,
  { principal, error }: Caller,
  request: Request,
  context: ApiContext,
): Counted | undefined {
  if (principal !== undefined) return limits?.caller(principal);
  const hasFailed = error !== undefined && !(error instanceof DaystreakError && error.code === "token_invalid");
  const isLetIn = isProbe === true || ((access === "public" || access === "operator") && isLocal(request, context));
  return hasFailed || isLetIn ? undefined : limits?.stranger(context.remoteAddress);
}

/** Lets a call in, or not. @throws DaystreakError `credentials_missing`, `scope_missing` */
export function requireAccess(
  { access }: Route,
  principal: Principal | undefined,
  request: Request,
  context: ApiContext,
): void {
  if (access === "public" || (access === "operator" && isLocal(request, context))) return;
  if (principal === undefined) {
    throw new DaystreakError("credentials_missing", `send ${expected(access)} as Authorization: Bearer …`);
  }
  if (access === "user") {
    if (principal.kind === "user") return;
    throw new DaystreakError("scope_missing", "this call acts for the user of a token; for others use /v1/…");
  }
  if (mayCall(principal, access)) return;
  throw new DaystreakError("scope_missing", `this call needs ${expected(access)}`);
}

function mayCall(principal: Principal, access: Exclude<Route["access"], "public" | "user">): boolean {
  if (principal.kind === "key") return access === "operator" || allows(principal.scopes, access);
  return principal.kind === "admin" || principal.isAdmin;
}

function expected(access: Route["access"]): string {
  if (access === "user") return "the user's access token";
  return access === "operator" ? "an API key" : `an API key with the scope ${access}`;
}
