import { createHmac, timingSafeEqual } from "node:crypto";
import { DaystreakError } from "../core/errors.ts";

/** What a link to unsubscribe ends. */
export interface Unsubscription {
  readonly userId: string;
  /** The channel that is to stay silent from then on. */
  readonly channel: string;
  /** The language in which the page behind the link speaks. */
  readonly locale: string;
}

/** Makes and reads the tokens of links to unsubscribe: they work without a login, as RFC 8058 asks, and for ever. */
export interface Unsubscribing {
  tokenFor(what: Unsubscription): string;
  /** `null` for everything that was not made with the same secret. */
  read(token: string): Unsubscription | null;
}

const PURPOSE = "daystreak-unsubscribe-1";
const SECRET_BYTES = 32;
/** Three times what a user's id may have, and the rest. */
const MAX_TOKEN = 2_000;

/**
 * Makes the tokens of links to unsubscribe: what they end, signed.
 * @throws DaystreakError `config_invalid` where the secret is short
 */
export function createUnsubscribing(secret: string): Unsubscribing {
  if (Buffer.byteLength(secret) < SECRET_BYTES) {
    throw new DaystreakError("config_invalid", `links to unsubscribe need a secret of at least ${SECRET_BYTES} bytes`);
  }
  const sign = (payload: string): Buffer => createHmac("sha256", secret).update(`${PURPOSE}.${payload}`).digest();

  return {
    tokenFor({ userId, channel, locale }) {
      const payload = Buffer.from(JSON.stringify([userId, channel, locale])).toString("base64url");
      return `${payload}.${sign(payload).toString("base64url")}`;
    },
    read(token) {
      if (token.length > MAX_TOKEN) return null;
      const [payload = "", signature = ""] = token.split(".");
      const given = Buffer.from(signature, "base64url");
      const right = sign(payload);
      if (given.length !== right.length || !timingSafeEqual(given, right)) return null;
      const [userId, channel, locale] = JSON.parse(Buffer.from(payload, "base64url").toString()) as [
        string,
        string,
        string,
      ];
      return { userId, channel, locale };
    },
  };
}
