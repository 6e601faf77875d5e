import { createPublicKey, type JsonWebKey } from "node:crypto";
import type { Algorithm } from "fast-jwt";

/** A public key that verifies tokens. */
export interface TokenKey {
  readonly kid: string | undefined;
  readonly pem: string;
  /** What it was published for; never a symmetric algorithm. */
  readonly algorithms: readonly Algorithm[];
}

const RSA: readonly Algorithm[] = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"];
const EC: Readonly<Record<string, Algorithm>> = { "P-256": "ES256", "P-384": "ES384", "P-521": "ES512" };
const MIN_RSA_BITS = 2048;

/**
 * The usable keys of a JSON Web Key Set (RFC 7517). Symmetric keys, keys for encryption, RSA keys below 2048 bits and
 * whatever is not understood are passed over; one odd key spoils no other.
 * @throws Error where the value is no key set
 */
export function tokenKeysOf(set: unknown): TokenKey[] {
  const { keys } = (set ?? {}) as { keys?: unknown };
  if (!Array.isArray(keys)) throw new Error("a JSON Web Key Set must have a list of keys");
  return keys.flatMap((jwk: unknown) =>
    typeof jwk === "object" && jwk !== null ? (tokenKeyOf(jwk as JsonWebKey) ?? []) : [],
  );
}

function tokenKeyOf(jwk: JsonWebKey): TokenKey | undefined {
  const { kid, alg, use, key_ops: operations } = jwk as Record<string, unknown>;
  if (use !== undefined && use !== "sig") return undefined;
  if (Array.isArray(operations) && !operations.includes("verify")) return undefined;
  if (kid !== undefined && typeof kid !== "string") return undefined;
  const able = algorithmsOf(jwk);
  const algorithms = alg === undefined ? able : able.filter((one) => one === alg);
  if (algorithms.length === 0) return undefined;
  try {
    // The public members alone: an issuer that publishes its private key must not make us hold it.
    const { kty, n, e, crv, x, y } = jwk;
    const given = Object.entries({ kty, n, e, crv, x, y }).filter(([, value]) => value !== undefined);
    const key = createPublicKey({ key: Object.fromEntries(given) as JsonWebKey, format: "jwk" });
    if ((key.asymmetricKeyDetails?.modulusLength ?? MIN_RSA_BITS) < MIN_RSA_BITS) return undefined;
    return { kid, pem: key.export({ type: "spki", format: "pem" }).toString(), algorithms };
  } catch {
    return undefined;
  }
}

function algorithmsOf({ kty, crv }: JsonWebKey): readonly Algorithm[] {
  if (kty === "RSA") return RSA;
  if (kty === "EC" && typeof crv === "string" && Object.hasOwn(EC, crv)) return [EC[crv] as Algorithm];
  return kty === "OKP" && crv === "Ed25519" ? ["EdDSA"] : [];
}
