import { createECDH, randomBytes } from "node:crypto";
import { decrypt } from "http_ece";
import { type HttpReceiver, type Received, startReceiver } from "./http-receiver.ts";

/** A subscription as `PushSubscription.toJSON()` gives it. */
export interface BrowserSubscription {
  readonly endpoint: string;
  readonly expirationTime: null;
  readonly keys: { readonly p256dh: string; readonly auth: string };
}

/** A push service of this machine, with the browsers behind it. */
export interface PushService extends HttpReceiver {
  /** What a browser gets when it subscribes. */
  subscribe(): BrowserSubscription;
  /** What its browser reads out of a request, by another implementation of the encryption than ours. */
  open(request: Received): Record<string, unknown>;
}

/** Starts a push service; it answers 201 as they do, and 410 for a subscription that is gone. */
export async function startPushService(): Promise<PushService> {
  const browsers = new Map<string, { ecdh: ReturnType<typeof createECDH>; auth: string }>();
  const receiver = await startReceiver({ take: (_request, response) => void response.writeHead(201).end() });
  return {
    ...receiver,
    subscribe() {
      const ecdh = createECDH("prime256v1");
      ecdh.generateKeys();
      const [path, auth] = [`/push/${browsers.size}`, randomBytes(16).toString("base64url")];
      browsers.set(path, { ecdh, auth });
      const keys = { p256dh: ecdh.getPublicKey("base64url"), auth };
      return { endpoint: receiver.url + path, expirationTime: null, keys };
    },
    open({ path, body }) {
      const browser = browsers.get(path);
      if (browser === undefined) throw new Error(`nobody subscribed as ${path}`);
      const { ecdh: privateKey, auth: authSecret } = browser;
      return JSON.parse(decrypt(body, { version: "aes128gcm", privateKey, authSecret }).toString());
    },
  };
}
