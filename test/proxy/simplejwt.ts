import { createHmac } from "node:crypto";

/** What a token of djangorestframework-simplejwt is made of. */
export interface SimpleJwt {
  readonly secret: string;
  readonly type?: "access" | "refresh";
  /** A number up to version 5.4, a text from 5.5 on. */
  readonly userId: number | string;
  readonly lifetimeSeconds?: number;
  /** The order of the header's members: `typ` first in PyJWT 1, sorted in PyJWT 2. */
  readonly header?: "PyJWT 1" | "PyJWT 2";
}

const HEADERS = { "PyJWT 1": '{"typ":"JWT","alg":"HS256"}', "PyJWT 2": '{"alg":"HS256","typ":"JWT"}' };

/**
 * A token as simplejwt writes it, byte for byte, by another implementation than the one that is tested: members in its
 * order, seconds without a fraction, `jti` a UUID in hexadecimal without dashes, base64url without padding.
 */
export function simpleJwt({
  secret,
  type = "access",
  userId,
  lifetimeSeconds = 300,
  header = "PyJWT 2",
}: SimpleJwt): string {
  const iat = Math.floor(Date.now() / 1000);
  const jti = "0b2a6d6ad6f94ee5b4ba6a1a9ab6b3c4";
  const payload = JSON.stringify({ token_type: type, exp: iat + lifetimeSeconds, iat, jti, user_id: userId });
  const signed = [HEADERS[header], payload].map((text) => Buffer.from(text).toString("base64url")).join(".");
  return `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
}
