import { createVerifier } from "fast-jwt";
import type { Instant } from "../core/calendar.ts";
import { refusal, type VerifiedUser, type VerifyToken } from "./auth.ts";
import type { Jwks } from "./jwks.ts";
import { createTokenCache } from "./token-cache.ts";
import type { TokenKey } from "./token-keys.ts";

/** A claim and its value, such as `role=admin`; in a list of values one must be it. */
export interface AdminClaim {
  readonly name: string;
  readonly value: string;
}

/** Options of {@link createVerifyToken}. */
export interface VerifyTokenOptions {
  /** The shared secret of HS256, or the published keys of a token issuer: one family of algorithms a server. */
  readonly keys: { readonly secret: string } | { readonly jwks: Jwks };
  /** Required value of `iss`. @default any */
  readonly issuer?: string;
  /** Required value of `aud`, or one of its values. @default any */
  readonly audience?: string;
  /** The claim that is the user's id. @default "sub" */
  readonly userClaim?: string;
  /** What makes a user an administrator. @default nobody is */
  readonly adminClaim?: AdminClaim;
  /** What `token_type` may say, where a token has one. @default ["access"] */
  readonly tokenTypes?: readonly string[];
  /** The clock by which tokens expire. */
  readonly now: () => Instant;
  /** How many verified tokens are remembered. @default 10000 */
  readonly cacheSize?: number;
}

type Claims = Readonly<Record<string, unknown>>;
type Verifier = (token: string) => Claims;

/** Longer tokens are refused before any work is spent on them. */
const MAX_TOKEN_LENGTH = 8_192;

/** Makes the check of users' tokens. Each token is verified once until it expires or the keys change. */
export function createVerifyToken(options: VerifyTokenOptions): VerifyToken {
  const { keys, userClaim = "sub", adminClaim, tokenTypes = ["access"], now, cacheSize = 10_000 } = options;
  const cache = createTokenCache(cacheSize);
  const jwks = "jwks" in keys ? keys.jwks : undefined;
  jwks?.onChange(cache.clear);
  const verifierOf = "jwks" in keys ? byKeyOf(keys.jwks, options) : bySecret(keys.secret, options);

  const verify = async (token: string): Promise<VerifiedUser> => {
    await jwks?.refresh();
    const known = cache.get(token, now());
    if (known !== undefined) return known;
    if (token.length > MAX_TOKEN_LENGTH) throw refusal();
    const claims = claimsOf(token, await verifierOf(token));
    const expiresAt = timeClaim(claims.exp, Number.POSITIVE_INFINITY);
    const notBefore = timeClaim(claims.nbf, Number.NEGATIVE_INFINITY);
    const { token_type: type } = claims;
    const isWanted = type === undefined || (typeof type === "string" && tokenTypes.includes(type));
    const userId = Object.hasOwn(claims, userClaim) ? userIdOf(claims[userClaim]) : undefined;
    if (!(now() < expiresAt && now() >= notBefore) || !isWanted || userId === undefined) throw refusal();
    const isAdmin = adminClaim !== undefined && holds(claims, adminClaim);
    const user: VerifiedUser = { userId, isAdmin, ...(Number.isFinite(expiresAt) && { expiresAt }) };
    cache.set(token, user, expiresAt);
    return user;
  };
  // Published keys may have changed since: only the issuer can tell.
  return Object.assign(verify, jwks === undefined && { known: (token: string) => cache.get(token, now()) });
}

function bySecret(secret: string, options: VerifyTokenOptions): (token: string) => Promise<Verifier> {
  const verify = verifierWith(secret, ["HS256"], options);
  return async () => verify;
}

/** Each key verifies only the algorithms it was published for: the header of a token chooses among them, no more. */
function byKeyOf(jwks: Jwks, options: VerifyTokenOptions): (token: string) => Promise<Verifier> {
  const verifiers = new WeakMap<TokenKey, Verifier>();
  return async (token) => {
    const header = headerOf(token);
    const key = await jwks.find(header.kid, header.alg);
    if (key === undefined) throw refusal();
    const verify = verifiers.get(key) ?? verifierWith(key.pem, key.algorithms, options);
    verifiers.set(key, verify);
    return verify;
  };
}

function verifierWith(key: string, algorithms: TokenKey["algorithms"], options: VerifyTokenOptions): Verifier {
  const { issuer, audience } = options;
  return createVerifier({
    key,
    algorithms: [...algorithms],
    cache: false,
    // Both are checked by the injected clock.
    ignoreExpiration: true,
    ignoreNotBefore: true,
    ...(issuer !== undefined && { allowedIss: issuer }),
    ...(audience !== undefined && { allowedAud: audience }),
    requiredClaims: [...(issuer === undefined ? [] : ["iss"]), ...(audience === undefined ? [] : ["aud"])],
  });
}

function claimsOf(token: string, verify: Verifier): Claims {
  try {
    return verify(token);
  } catch (cause) {
    throw refusal(cause);
  }
}

function headerOf(token: string): { kid: string | undefined; alg: string } {
  try {
    const text = Buffer.from(token.slice(0, token.indexOf(".")), "base64url").toString();
    const { kid, alg } = JSON.parse(text) as Record<string, unknown>;
    if (typeof alg !== "string" || (kid !== undefined && typeof kid !== "string")) throw refusal();
    return { kid, alg };
  } catch (cause) {
    throw refusal(cause);
  }
}

/** A NumericDate in milliseconds; NaN, with which no comparison holds, for anything else. */
function timeClaim(value: unknown, absent: number): number {
  if (value === undefined) return absent;
  return typeof value === "number" ? value * 1000 : Number.NaN;
}

/** A text as it is, a number only where it is exact: two users must never share an id. */
function userIdOf(value: unknown): string | undefined {
  if (typeof value === "number") return Number.isSafeInteger(value) ? String(value) : undefined;
  return typeof value === "string" && value.length > 0 && value.length <= 255 ? value : undefined;
}

function holds(claims: Claims, { name, value }: AdminClaim): boolean {
  const claimed = Object.hasOwn(claims, name) ? claims[name] : undefined;
  return (Array.isArray(claimed) ? claimed : [claimed]).some(
    (one) => (typeof one === "string" || typeof one === "boolean" || typeof one === "number") && String(one) === value,
  );
}
