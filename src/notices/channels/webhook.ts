import { createHash, createHmac, createSecretKey, type KeyObject } from "node:crypto";
import { DaystreakError } from "../../core/errors.ts";
import type { Channel, Delivery, DeliveryOutcome } from "../channel.ts";
import { createPoster, type PosterOptions } from "../outbound/post.ts";
import type { Reach } from "../outbound/reach.ts";

/** Options of {@link createWebhookChannel}. */
export interface WebhookOptions extends Omit<PosterOptions, "connections"> {
  /** The platform's receiver, with `https:`; `http:` only where private networks may be called. */
  readonly url: string;
  /** As Standard Webhooks writes them, `whsec_…`: one, or the new and the old while they are changed. */
  readonly secrets: readonly string[];
  /** Deliveries under way at once. @default 32 */
  readonly concurrency?: number;
}

const PREFIX = "whsec_";
/** The lengths that Standard Webhooks asks for, in bytes. */
const SECRET_BYTES = [24, 64] as const;

/**
 * The channel that hands every notice to the platform's own server, signed as Standard Webhooks 1.0 has it: headers
 * `webhook-id`, `webhook-timestamp` and `webhook-signature`, the latter with one `v1` signature for each secret.
 * @throws DaystreakError `config_invalid`
 */
export function createWebhookChannel(options: WebhookOptions): Channel {
  const { concurrency = 32, now = Date.now } = options;
  const url = readUrl(options.url, options.reach);
  const keys = options.secrets.map(readSecret);
  if (keys.length === 0 || keys.length > 2) throw invalid("needs one secret, or two while they are changed");
  const poster = createPoster({ ...options, connections: concurrency });

  return {
    name: "webhook",
    concurrency,
    // Some hide a secret in the path: it is told apart, and not shown.
    receiver: `${url.host} ${createHash("sha256").update(url.href).digest("hex").slice(0, 8)}`,
    check: (to) => (to === "" ? null : "the webhook has one receiver, which the platform configures"),
    async send(delivery, signal): Promise<DeliveryOutcome> {
      const body = bodyOf(delivery);
      const timestamp = String(Math.floor(now() / 1000));
      const headers = {
        "content-type": "application/json",
        "user-agent": "Daystreak-Webhook/1",
        "webhook-id": delivery.id,
        "webhook-timestamp": timestamp,
        "webhook-signature": keys.map((key) => sign(key, delivery.id, timestamp, body)).join(" "),
      };
      const answer = await poster.post({ url, headers, body, signal });
      if ("reason" in answer) return { result: "retry", reason: answer.reason };
      if (answer.status >= 200 && answer.status < 300) return { result: "delivered" };
      const reason = `answered ${answer.status}`;
      if (answer.status === 410) return { result: "gone", reason };
      return { result: "retry", reason, ...(answer.afterMs !== undefined && { afterMs: answer.afterMs }) };
    },
    async close() {
      poster.close();
    },
  };
}

/** What the receiver reads: `type`, `timestamp` and `data`, as Standard Webhooks proposes. */
function bodyOf({ id, noticeId, userId, kind, about, at, expiresAt, locale, text, data }: Delivery): string {
  return JSON.stringify({
    type: `notice.${kind}`,
    timestamp: new Date(at).toISOString(),
    data: {
      id,
      notice_id: noticeId,
      user_id: userId,
      kind,
      about,
      expires_at: expiresAt === null ? null : new Date(expiresAt).toISOString(),
      locale,
      title: text.title,
      body: text.body,
      url: text.url,
      variant: text.variant,
      data,
    },
  });
}

function sign(key: KeyObject, id: string, timestamp: string, body: string): string {
  return `v1,${createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64")}`;
}

function readUrl(text: string, reach: Reach): URL {
  const url = URL.parse(text);
  if (url === null || url.username !== "" || url.password !== "" || !/^https?:$/.test(url.protocol)) {
    throw invalid("must be a URL such as https://app.example/hooks/daystreak, without user and password");
  }
  if (!reach.hasPrivate && url.protocol !== "https:") throw invalid("must begin with https:");
  if (!reach.allowsHost(url))
    throw invalid("leads to an address that is not public, nor in a private network you allow");
  return url;
}

/** As an object, which need not be made for each signature. */
function readSecret(text: string): KeyObject {
  const base64 = text.startsWith(PREFIX) ? text.slice(PREFIX.length) : "";
  const key = Buffer.from(base64, "base64");
  const [least, most] = SECRET_BYTES;
  if (
    key.toString("base64").replace(/=+$/, "") === base64.replace(/=+$/, "") &&
    key.length >= least &&
    key.length <= most
  )
    return createSecretKey(key);
  throw invalid(`needs secrets of ${PREFIX} and ${least} to ${most} random bytes in base64`);
}

function invalid(text: string): DaystreakError {
  return new DaystreakError("config_invalid", `the webhook ${text}`);
}
