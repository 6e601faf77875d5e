import { createHmac } from "node:crypto";

/** Names a user without naming them. */
export type UserHash = (userId: string) => string;

/**
 * HMAC-SHA256 of user ids, in hex, under a database's own key: equal ids are known again, and nobody who has the hashes
 * alone can find an id by trying.
 */
export function createUserHash(key: string): UserHash {
  return (userId) => createHmac("sha256", key).update(userId, "utf8").digest("hex");
}
