import type { Channel, Delivery, DeliveryOutcome } from "../channel.ts";
import { createPoster, type PosterOptions } from "../outbound/post.ts";
import { encryptPush, isPoint, MAX_PUSH_BYTES, type SubscriptionKeys } from "../outbound/push-encryption.ts";
import type { Reach } from "../outbound/reach.ts";
import { createVapid, type VapidOptions } from "../outbound/vapid.ts";

/** Options of {@link createWebPushChannel}. */
export interface WebPushOptions
  extends Omit<PosterOptions, "connections">,
    Pick<VapidOptions, "privateKey" | "subject"> {
  /** Deliveries under way at once. @default 32 */
  readonly concurrency?: number;
}

/** The channel to browsers, and what they subscribe with. */
export interface WebPushChannel extends Channel {
  /** The public key that `PushManager.subscribe` asks for as `applicationServerKey`. */
  readonly publicKey: string;
}

/** Where a subscription's messages go, and for whom they are encrypted. */
interface Subscription extends SubscriptionKeys {
  readonly endpoint: URL;
}

const MAX_SUBSCRIPTION = 2_048;
/** Push services keep a message that does not age for at most so long; afterwards nobody is interested. */
const TTL_SECONDS = 86_400;

/**
 * The channel by Web Push (RFC 8030), encrypted for the browser (RFC 8291) and signed by the platform (RFC 8292). An
 * address is the JSON of a `PushSubscription`. What no browser has fetched yet is replaced by the next of its kind.
 * @throws DaystreakError `config_invalid`
 */
export function createWebPushChannel(options: WebPushOptions): WebPushChannel {
  const { reach, concurrency = 32, now = Date.now } = options;
  const vapid = createVapid(options);
  const poster = createPoster({ ...options, connections: concurrency });

  return {
    name: "webpush",
    concurrency,
    publicKey: vapid.publicKey,
    check(to) {
      const subscription = readSubscription(to, reach);
      return typeof subscription === "string" ? subscription : null;
    },
    device: endpointOf,
    lane: (to) => (URL.parse(endpointOf(to)) ?? { host: "" }).host,
    async send(delivery, signal): Promise<DeliveryOutcome> {
      const subscription = readSubscription(delivery.to, reach);
      if (typeof subscription === "string") return { result: "refused", reason: subscription };
      const ttl = delivery.expiresAt === null ? TTL_SECONDS : Math.floor((delivery.expiresAt - now()) / 1000);
      const { endpoint } = subscription;
      const answer = await poster.post({
        url: endpoint,
        body: encryptPush(messageOf(delivery), subscription),
        headers: {
          authorization: vapid.authorization(endpoint.origin),
          "content-encoding": "aes128gcm",
          "content-type": "application/octet-stream",
          ttl: String(Math.min(Math.max(ttl, 0), TTL_SECONDS)),
          topic: delivery.kind.slice(0, 32),
          urgency: "normal",
        },
        signal,
      });
      if ("reason" in answer) {
        return { result: answer.forbidden ? "refused" : "retry", reason: answer.reason };
      }
      const { status, afterMs } = answer;
      const reason = `answered ${status}`;
      if (status >= 200 && status < 300) return { result: "delivered" };
      if (status === 404 || status === 410) return { result: "gone", reason };
      if (status === 429 || status >= 500) {
        return { result: "retry", reason, ...(afterMs !== undefined && { afterMs }) };
      }
      return { result: "refused", reason };
    },
    async close() {
      poster.close();
    },
  };
}

/** What the service worker shows; the body gives way where all of it is too much for one message. */
function messageOf({ id, noticeId, kind, locale, text }: Delivery): Buffer {
  const { title, url } = text;
  const dir = new Intl.Locale(locale).getTextInfo().direction;
  const encode = (body: string): Buffer =>
    Buffer.from(JSON.stringify({ id, notice: noticeId, kind, title, body, url, lang: locale, dir }));
  const whole = encode(text.body);
  if (whole.length <= MAX_PUSH_BYTES) return whole;
  return encode(`${text.body.slice(0, 300)}…`);
}

/** Reads an address. @returns what is wrong with it, where something is */
function readSubscription(to: string, reach: Reach): Subscription | string {
  if (to.length > MAX_SUBSCRIPTION) return "the push subscription is too long";
  const { endpoint, keys } = parse(to) as { endpoint?: unknown; keys?: { p256dh?: unknown; auth?: unknown } };
  const url = URL.parse(String(endpoint));
  if (url === null || !(url.protocol === "https:" || (url.protocol === "http:" && reach.hasPrivate))) {
    return "the push subscription needs an endpoint with https:";
  }
  if (url.username !== "" || url.password !== "") return "the endpoint of the push subscription has a password";
  if (!reach.allowsHost(url)) return "the endpoint of the push subscription may not be called";
  const [p256dh, auth] = [keys?.p256dh, keys?.auth].map((key) =>
    Buffer.from(typeof key === "string" ? key : "", "base64url"),
  );
  if (p256dh === undefined || !isPoint(p256dh)) return "the push subscription's key p256dh is no key";
  if (auth?.length !== 16) return "the push subscription's key auth must be 16 bytes";
  return { endpoint: url, p256dh, auth };
}

function endpointOf(to: string): string {
  return String((parse(to) as { endpoint?: unknown }).endpoint);
}

function parse(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {};
  }
}
