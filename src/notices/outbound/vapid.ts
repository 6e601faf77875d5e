import { createECDH, createPrivateKey, type KeyObject, sign } from "node:crypto";
import { DaystreakError } from "../../core/errors.ts";

/** A pair of keys by which push services know a sender, in base64url. */
export interface VapidKeys {
  /** 65 bytes: browsers subscribe with it. */
  readonly publicKey: string;
  /** 32 bytes. */
  readonly privateKey: string;
}

/** Says to push services who sends (RFC 8292). */
export interface Vapid {
  readonly publicKey: string;
  /** The value of the header `Authorization` for a push service. */
  authorization(origin: string): string;
}

/** Options of {@link createVapid}. */
export interface VapidOptions {
  /** In base64url; the public key follows from it. */
  readonly privateKey: string;
  /** Whom push services can reach: `mailto:ops@app.example` or a page. */
  readonly subject: string;
  /** Milliseconds since 1970. @default Date.now */
  readonly now?: () => number;
}

const CURVE = "prime256v1";
/** Half of the day that RFC 8292 allows. */
const GOOD_FOR_MS = 12 * 3_600_000;
/** A token is made anew when less than this is left of it. */
const SPARE_MS = 3_600_000;
/** Push services are few; who names more of them does not fill the memory. */
const MAX_ORIGINS = 100;

/** Makes a new pair of keys. Subscriptions belong to one pair: keep it. */
export function createVapidKeys(): VapidKeys {
  const ecdh = createECDH(CURVE);
  ecdh.generateKeys();
  return { publicKey: ecdh.getPublicKey("base64url"), privateKey: ecdh.getPrivateKey("base64url") };
}

/**
 * Makes the proofs of a sender; one token a push service serves for hours.
 * @throws DaystreakError `config_invalid`
 */
export function createVapid({ privateKey, subject, now = Date.now }: VapidOptions): Vapid {
  if (!/^(mailto:[^@\s]+@[^@\s]+|https:\/\/\S+)$/.test(subject)) {
    throw new DaystreakError("config_invalid", "web push needs a subject such as mailto:ops@app.example");
  }
  const { key, publicKey } = readKey(privateKey);
  const known = new Map<string, { readonly token: string; readonly until: number }>();

  function tokenFor(origin: string): string {
    const kept = known.get(origin);
    if (kept !== undefined && kept.until > now() + SPARE_MS) return kept.token;
    const until = now() + GOOD_FOR_MS;
    const claims = { aud: origin, exp: Math.floor(until / 1000), sub: subject };
    const signed = [{ typ: "JWT", alg: "ES256" }, claims]
      .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
      .join(".");
    const token = `${signed}.${sign("sha256", Buffer.from(signed), { key, dsaEncoding: "ieee-p1363" }).toString("base64url")}`;
    if (known.size >= MAX_ORIGINS) known.clear();
    known.set(origin, { token, until });
    return token;
  }

  return { publicKey, authorization: (origin) => `vapid t=${tokenFor(origin)}, k=${publicKey}` };
}

function readKey(privateKey: string): { key: KeyObject; publicKey: string } {
  const bytes = Buffer.from(privateKey, "base64url");
  try {
    if (bytes.length !== 32) throw new RangeError("not 32 bytes");
    const ecdh = createECDH(CURVE);
    ecdh.setPrivateKey(bytes);
    const point = ecdh.getPublicKey();
    const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((part) => part.toString("base64url"));
    const jwk = { kty: "EC", crv: "P-256", x: x ?? "", y: y ?? "", d: bytes.toString("base64url") };
    return { key: createPrivateKey({ key: jwk, format: "jwk" }), publicKey: point.toString("base64url") };
  } catch (cause) {
    throw new DaystreakError("config_invalid", "web push needs a private key of 32 bytes in base64url", { cause });
  }
}
