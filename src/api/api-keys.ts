import { createHash, timingSafeEqual } from "node:crypto";

/** What a key may do; `admin` includes the others. */
export type Scope = "ingest" | "read" | "support" | "admin";

/** An API key as it is kept: never the key itself. */
export interface ApiKey {
  /** Short and public: names the key in the audit. @default the name */
  readonly id?: string;
  readonly name: string;
  /** SHA-256 of the key. */
  readonly hash: Uint8Array;
  readonly scopes: ReadonlySet<Scope>;
  /** Requests a minute. @default no limit */
  readonly perMinute?: number;
}

/** Where API keys are looked up. */
export interface ApiKeys {
  /** The key with this secret, or `undefined`. */
  find(secret: string): Promise<ApiKey | undefined>;
}

/** SHA-256 of a key: keys are long and random, so that no slow hash is needed. */
export function hashKey(secret: string): Uint8Array {
  return createHash("sha256").update(secret).digest();
}

/** Keys that are known when the process starts. Every key is compared in constant time. */
export function createApiKeys(keys: readonly ApiKey[]): ApiKeys {
  return {
    async find(secret) {
      const hash = hashKey(secret);
      let found: ApiKey | undefined;
      for (const key of keys) if (timingSafeEqual(key.hash, hash)) found = key;
      return found;
    },
  };
}

/** Whether the scopes of a key allow what needs `scope`. */
export function allows(scopes: ReadonlySet<Scope>, scope: Scope): boolean {
  return scopes.has(scope) || scopes.has("admin");
}
