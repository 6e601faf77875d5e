import type { Logger } from "pino";
import { createApiKeys, hashKey } from "../api/api-keys.ts";
import { type Authenticate, createAuthenticate, type VerifyToken } from "../api/auth.ts";
import { createJwks } from "../api/jwks.ts";
import { createVerifyToken, type VerifyTokenOptions } from "../api/jwt.ts";
import { createStoredKeys, firstOf } from "../api/stored-keys.ts";
import type { Instant } from "../core/calendar.ts";
import type { Store } from "../storage/store.ts";
import type { ServerConfig } from "./config.ts";

/** As long as what HS256 makes of it (RFC 7518). */
const SAFE_SECRET_BYTES = 32;

/** How a service tells callers apart. */
export interface Credentials {
  readonly authenticate: Authenticate;
  /** The check of users' tokens; absent where there are no keys for it. */
  readonly verifyToken?: VerifyToken;
  /** The same where a refresh token will do: it says who somebody is, and permits nothing. */
  readonly attributeToken?: VerifyToken;
}

/** Makes the checks. The key of the configuration is known without the database, so that it can always make others. */
export function createCredentials(
  { jwt, apiKey }: Pick<ServerConfig, "jwt" | "apiKey">,
  shared: Store["shared"],
  clock: () => Instant,
  logger: Logger,
): Credentials {
  const scopes = new Set(["admin"] as const);
  const first = apiKey === undefined ? [] : [{ id: "first", name: "first", hash: hashKey(apiKey), scopes }];
  const apiKeys = firstOf(createApiKeys(first), createStoredKeys(shared));
  const { keys: source, ...claims } = jwt;
  if (source === undefined) return { authenticate: createAuthenticate({ keys: apiKeys }) };
  if ("secret" in source && Buffer.byteLength(source.secret) < SAFE_SECRET_BYTES) {
    logger.warn(`the secret of tokens is short: take at least ${SAFE_SECRET_BYTES} random bytes`);
  }
  const onError = (error: unknown): void => logger.warn({ err: error }, "keys of the token issuer not fetched");
  const keys = "secret" in source ? source : { jwks: createJwks({ url: source.jwksUrl, onError }) };
  const options: VerifyTokenOptions = { ...claims, keys, now: clock };
  const verifyToken = createVerifyToken(options);
  const attributeToken = createVerifyToken({ ...options, tokenTypes: ["access", "refresh"], cacheSize: 1_000 });
  return { authenticate: createAuthenticate({ verifyToken, keys: apiKeys }), verifyToken, attributeToken };
}
