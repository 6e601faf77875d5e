import { createPublicKey } from "node:crypto";
import { createVerifier } from "fast-jwt";
import { afterEach, describe, expect, test } from "vitest";
import { createWebPushChannel, type WebPushChannel, type WebPushOptions } from "../../src/notices/channels/web-push.ts";
import { encryptPush } from "../../src/notices/outbound/push-encryption.ts";
import { createReach } from "../../src/notices/outbound/reach.ts";
import { createVapid, createVapidKeys } from "../../src/notices/outbound/vapid.ts";
import { sampleDelivery } from "../../src/testing/channel-scene.ts";
import { testChannel } from "../../src/testing/channel-suite.ts";
import { type PushService, startPushService } from "./support/push-service.ts";

const KEYS = createVapidKeys();
const never = new AbortController().signal;
const open = (options: Partial<WebPushOptions> = {}): WebPushChannel =>
  createWebPushChannel({
    privateKey: KEYS.privateKey,
    subject: "mailto:ops@steps.example",
    reach: createReach(["127.0.0.1"]),
    ...options,
  });

testChannel("web push", async (wishes) => {
  const service = await startPushService();
  const good = service.subscribe();
  const withEndpoint = (endpoint: unknown): string => JSON.stringify({ ...good, endpoint });
  const withKeys = (keys: unknown): string => JSON.stringify({ ...good, keys });
  return {
    channel: open(wishes),
    addresses: [JSON.stringify(good), JSON.stringify(service.subscribe())],
    badAddresses: [
      "",
      "null",
      "[]",
      "{",
      "https://push.example/",
      withEndpoint(undefined),
      withEndpoint(7),
      withEndpoint("ftp://push.example/"),
      withEndpoint("javascript:alert(1)"),
      withEndpoint("https://me:secret@push.example/"),
      withEndpoint("https://10.0.0.1/"),
      withEndpoint("https://[::1]/"),
      withEndpoint("https://127.0.0.2/"),
      withEndpoint(`https://push.example/${"x".repeat(3_000)}`),
      withKeys(undefined),
      withKeys({ ...good.keys, auth: "short" }),
      withKeys({ ...good.keys, p256dh: good.keys.p256dh.slice(0, 40) }),
      withKeys({ ...good.keys, p256dh: Buffer.alloc(65, 4).toString("base64url") }),
      withKeys({ p256dh: { length: 65 }, auth: [] }),
    ],
    turn: service.turn,
    dispose: service.close,
    arrived: async () =>
      service.received.map((request) => {
        const { id, title, body } = service.open(request);
        return { id: String(id), title: String(title), body: String(body) };
      }),
  };
});

describe("a push message", () => {
  const closing: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });

  async function scene(
    options: Partial<WebPushOptions> = {},
  ): Promise<{ service: PushService; channel: WebPushChannel; to: string }> {
    const service = await startPushService();
    const channel = open(options);
    closing.push(service.close, channel.close);
    return { service, channel, to: JSON.stringify(service.subscribe()) };
  }

  test("is what the browser with the right key can read", async () => {
    const { service, channel, to } = await scene();
    const text = { title: "سلسلة", body: "12 يومًا", url: "https://steps.example/", variant: "a" };
    await channel.send(sampleDelivery(to, { locale: "ar", text }), never);
    const [request] = service.received;
    expect(request && service.open(request)).toEqual({
      id: "ntc_5nQ-2bF_x1",
      notice: "streak_at_risk:2026-03-01",
      kind: "streak_at_risk",
      title: "سلسلة",
      body: "12 يومًا",
      url: "https://steps.example/",
      lang: "ar",
      dir: "rtl",
    });
    expect(request?.body.toString("latin1")).not.toContain("steps.example");
  });

  test("is encrypted as the example of RFC 8291", () => {
    const bytes = (text: string): Buffer => Buffer.from(text, "base64url");
    const encrypted = encryptPush(
      Buffer.from("When I grow up, I want to be a watermelon"),
      {
        p256dh: bytes("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"),
        auth: bytes("BTBZMqHH6r4Tts7J_aSIgg"),
      },
      { privateKey: bytes("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"), salt: bytes("DGv6ra1nlYgDCS1FRnbzlw") },
    );
    expect(encrypted.toString("base64url")).toBe(
      "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN",
    );
  });

  test("says who sends it, for this push service and some hours", async () => {
    const { service, channel, to } = await scene({ now: () => 1_800_000_000_000 });
    await channel.send(sampleDelivery(to), never);
    const [, token = "", k] = /^vapid t=(\S+), k=(\S+)$/.exec(service.received[0]?.headers.authorization ?? "") ?? [];
    expect(k).toBe(KEYS.publicKey);
    expect(channel.publicKey).toBe(KEYS.publicKey);
    const point = Buffer.from(k ?? "", "base64url");
    const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((part) => part.toString("base64url"));
    const key = createPublicKey({ key: { kty: "EC", crv: "P-256", x: x ?? "", y: y ?? "" }, format: "jwk" });
    const verify = createVerifier({
      key: key.export({ type: "spki", format: "pem" }) as string,
      algorithms: ["ES256"],
      clockTimestamp: 1_800_000_000_000,
    });
    expect(verify(token)).toEqual({
      aud: service.url,
      exp: 1_800_000_000 + 12 * 3_600,
      sub: "mailto:ops@steps.example",
    });
  });

  test("proves the same for hours, and anew before it is too late", () => {
    let now = 0;
    const vapid = createVapid({ privateKey: KEYS.privateKey, subject: "https://steps.example/", now: () => now });
    const first = vapid.authorization("https://push.example");
    now = 10.9 * 3_600_000;
    expect(vapid.authorization("https://push.example")).toBe(first);
    expect(vapid.authorization("https://other.example")).not.toBe(first);
    now = 11.1 * 3_600_000;
    expect(vapid.authorization("https://push.example")).not.toBe(first);
  });

  test("is worth keeping until the notice ages", async () => {
    const { service, channel, to } = await scene({ now: () => 1_000_000 });
    for (const expiresAt of [1_000_000 + 90_500, 500_000, null]) {
      await channel.send(sampleDelivery(to, { expiresAt }), never);
    }
    expect(service.received.map(({ headers }) => headers.ttl)).toEqual(["90", "0", "86400"]);
    expect(service.received[0]?.headers).toMatchObject({ topic: "streak_at_risk", "content-encoding": "aes128gcm" });
  });

  test("fits, whatever it says", async () => {
    const { service, channel, to } = await scene();
    const body = "学".repeat(2_000);
    await channel.send(sampleDelivery(to, { text: { title: "長い", body, url: null, variant: "a" } }), never);
    const [request] = service.received;
    expect(request?.body.length).toBeLessThanOrEqual(4_096);
    expect(request && service.open(request).body).toBe(`${"学".repeat(300)}…`);
  });

  test.each([
    [404, "gone"],
    [410, "gone"],
    [429, "retry"],
    [500, "retry"],
    [400, "refused"],
    [403, "refused"],
    [413, "refused"],
    [307, "refused"],
  ])("that is answered %i leads to: %s", async (status, result) => {
    const { service, channel, to } = await scene();
    service.behave((_request, response) => void response.writeHead(status).end());
    expect(await channel.send(sampleDelivery(to), never)).toEqual({ result, reason: `answered ${status}` });
  });

  test("is not sent to a name that leads inside", async () => {
    const reach = createReach([], (_name, _options, done) => done(null, [{ address: "127.0.0.1", family: 4 }]));
    const { service, channel } = await scene({ reach });
    const { keys } = service.subscribe();
    const to = JSON.stringify({ endpoint: `https://push.example:${service.port}/`, keys });
    expect(channel.check(to)).toBeNull();
    expect(await channel.send(sampleDelivery(to), never)).toMatchObject({ result: "refused" });
    expect(service.connections()).toBe(0);
  });

  test("goes by a lane for each push service", async () => {
    const { channel, to } = await scene();
    expect(channel.lane?.(to)).toMatch(/^127\.0\.0\.1:\d+$/);
    expect(channel.lane?.("nonsense")).toBe("");
  });
});

describe("the settings of web push", () => {
  test.each([
    ["privateKey", ""],
    ["privateKey", "short"],
    ["privateKey", KEYS.publicKey],
    ["privateKey", Buffer.alloc(32).toString("base64url")],
    ["subject", "ops@steps.example"],
    ["subject", "mailto:nobody"],
  ])("are refused where %s is %s", (name, value) => {
    expect(() => open({ [name]: value })).toThrow(expect.objectContaining({ code: "config_invalid" }));
  });
});
