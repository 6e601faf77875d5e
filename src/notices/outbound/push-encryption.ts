import { createCipheriv, createECDH, hkdfSync, randomBytes } from "node:crypto";

/** The keys of a push subscription, as the browser made them. */
export interface SubscriptionKeys {
  /** Its public key on P-256, 65 bytes. */
  readonly p256dh: Buffer;
  /** The secret it shares with the sender, 16 bytes. */
  readonly auth: Buffer;
}

const CURVE = "prime256v1";
const RECORD_BYTES = 4096;
/** What a message may hold: a record less its header, its tag and the byte that ends it. */
export const MAX_PUSH_BYTES: number = RECORD_BYTES - 86 - 16 - 1;

/**
 * Encrypts a push message for one subscription: `aes128gcm` in one record (RFC 8291 over RFC 8188).
 * @param fresh the sender's key for this one message and its salt; both random
 * @throws Error where the key of the subscription is no point of the curve
 */
export function encryptPush(
  message: Buffer,
  { p256dh, auth }: SubscriptionKeys,
  fresh: { readonly privateKey?: Buffer; readonly salt?: Buffer } = {},
): Buffer {
  const ecdh = createECDH(CURVE);
  if (fresh.privateKey === undefined) ecdh.generateKeys();
  else ecdh.setPrivateKey(fresh.privateKey);
  const ours = ecdh.getPublicKey();
  const salt = fresh.salt ?? randomBytes(16);
  const derive = (secret: Buffer, by: Buffer, info: Buffer | string, bytes: number): Buffer =>
    Buffer.from(hkdfSync("sha256", secret, by, info, bytes));

  const info = Buffer.concat([Buffer.from("WebPush: info\0"), p256dh, ours]);
  const secret = derive(ecdh.computeSecret(p256dh), auth, info, 32);
  const key = derive(secret, salt, "Content-Encoding: aes128gcm\0", 16);
  const nonce = derive(secret, salt, "Content-Encoding: nonce\0", 12);

  const head = Buffer.alloc(21);
  salt.copy(head);
  head.writeUInt32BE(RECORD_BYTES, 16);
  head.writeUInt8(ours.length, 20);
  const cipher = createCipheriv("aes-128-gcm", key, nonce);
  const record = [cipher.update(message), cipher.update(Buffer.of(2)), cipher.final(), cipher.getAuthTag()];
  return Buffer.concat([head, ours, ...record]);
}

/** Whether bytes are a point of P-256, as a subscription's key must be. */
export function isPoint(bytes: Buffer): boolean {
  if (bytes.length !== 65 || bytes[0] !== 4) return false;
  const ecdh = createECDH(CURVE);
  ecdh.generateKeys();
  try {
    ecdh.computeSecret(bytes);
    return true;
  } catch {
    return false;
  }
}
