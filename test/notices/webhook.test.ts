import { randomBytes } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { afterEach, describe, expect, test } from "vitest";
import { createWebhookChannel, type WebhookOptions } from "../../src/notices/channels/webhook.ts";
import { createReach } from "../../src/notices/outbound/reach.ts";
import { sampleDelivery } from "../../src/testing/channel-scene.ts";
import { testChannel } from "../../src/testing/channel-suite.ts";
import { type HttpReceiver, startReceiver } from "./support/http-receiver.ts";

const secretOf = (): string => `whsec_${randomBytes(32).toString("base64")}`;
const SECRET = secretOf();
const LOOPBACK = createReach(["127.0.0.1"]);
const never = new AbortController().signal;

testChannel("webhook", async (wishes) => {
  const receiver = await startReceiver();
  return {
    channel: createWebhookChannel({ url: receiver.url, secrets: [SECRET], reach: LOOPBACK, ...wishes }),
    addresses: ["", ""],
    badAddresses: [],
    turn: receiver.turn,
    dispose: receiver.close,
    arrived: async () =>
      receiver.received.map(({ body }) => {
        const { id, title, body: text } = JSON.parse(body.toString()).data;
        return { id, title, body: text };
      }),
  };
});

describe("what a webhook's receiver sees", () => {
  const closing: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });

  async function scene(options: Partial<WebhookOptions> = {}): Promise<{
    receiver: HttpReceiver;
    channel: ReturnType<typeof createWebhookChannel>;
  }> {
    const receiver = await startReceiver();
    const url = `${receiver.url}/hooks?of=daystreak`;
    const channel = createWebhookChannel({ url, secrets: [SECRET], reach: LOOPBACK, ...options });
    closing.push(receiver.close, channel.close);
    return { receiver, channel };
  }
  const headersOf = ({ received }: HttpReceiver): Record<string, string> =>
    received[0]?.headers as Record<string, string>;

  test("is a message that the Standard Webhooks library accepts", async () => {
    const { receiver, channel } = await scene();
    await channel.send(sampleDelivery("", { expiresAt: Date.UTC(2026, 2, 2) }), never);
    const [request] = receiver.received;
    const message = new Webhook(SECRET).verify(request?.body.toString() ?? "", headersOf(receiver));
    expect(request?.path).toBe("/hooks?of=daystreak");
    expect(message).toEqual({
      type: "notice.streak_at_risk",
      timestamp: "2026-03-01T18:00:00.000Z",
      data: {
        id: "ntc_5nQ-2bF_x1",
        notice_id: "streak_at_risk:2026-03-01",
        user_id: "ada",
        kind: "streak_at_risk",
        about: "2026-03-01",
        expires_at: "2026-03-02T00:00:00.000Z",
        locale: "en",
        title: "12 days in a row",
        body: "Nothing yet today.",
        url: "https://app.example/today",
        variant: "plain",
        data: { streak: 12, missed: null },
      },
    });
  });

  test("is refused by the library when a byte was changed or the secret is another one", async () => {
    const { receiver, channel } = await scene();
    await channel.send(sampleDelivery(""), never);
    const body = receiver.received[0]?.body.toString() ?? "";
    expect(() => new Webhook(SECRET).verify(body.replace("ada", "eve"), headersOf(receiver))).toThrow();
    expect(() => new Webhook(secretOf()).verify(body, headersOf(receiver))).toThrow();
  });

  test("is accepted with the old and the new secret while they are changed", async () => {
    const [fresh, old] = [secretOf(), secretOf()];
    const { receiver, channel } = await scene({ secrets: [fresh, old] });
    await channel.send(sampleDelivery(""), never);
    const body = receiver.received[0]?.body.toString() ?? "";
    for (const secret of [fresh, old]) new Webhook(secret).verify(body, headersOf(receiver));
    expect(headersOf(receiver)["webhook-signature"]?.split(" ")).toHaveLength(2);
  });

  test("has the time of the attempt, not of the notice", async () => {
    const { receiver, channel } = await scene({ now: () => 1_800_000_000_999 });
    await channel.send(sampleDelivery(""), never);
    expect(headersOf(receiver)["webhook-timestamp"]).toBe("1800000000");
  });

  test("comes over connections that stay open", async () => {
    const { receiver, channel } = await scene({ concurrency: 4 });
    for (let n = 0; n < 20; n++) await channel.send(sampleDelivery("", { id: `ntc_${n}` }), never);
    expect(receiver.received).toHaveLength(20);
    expect(receiver.connections()).toBe(1);
  });

  test("comes again at once where an idle connection was closed at the other end", async () => {
    const { receiver, channel } = await scene();
    await channel.send(sampleDelivery(""), never);
    receiver.behave((request, response, raw) => {
      if (raw.socket.bytesWritten > 0) raw.socket.destroy();
      else {
        receiver.received.push(request);
        response.end();
      }
    });
    expect(await channel.send(sampleDelivery(""), never)).toEqual({ result: "delivered" });
    expect(receiver.connections()).toBe(2);
  });

  test("is waited with for as long as the receiver asks", async () => {
    const { receiver, channel } = await scene({ now: () => Date.UTC(2026, 0, 1) });
    const afterOf = async (header: string, status = 429): Promise<unknown> => {
      receiver.behave((_request, response) => void response.writeHead(status, { "retry-after": header }).end());
      return channel.send(sampleDelivery(""), never);
    };
    expect(await afterOf("120")).toEqual({ result: "retry", reason: "answered 429", afterMs: 120_000 });
    expect(await afterOf("Thu, 01 Jan 2026 00:01:00 GMT", 503)).toMatchObject({ afterMs: 60_000 });
    expect(await afterOf("Thu, 01 Jan 2025 00:01:00 GMT")).toMatchObject({ afterMs: 0 });
    expect(await afterOf("999999999")).toMatchObject({ afterMs: 86_400_000 });
    expect(await afterOf("soon")).toEqual({ result: "retry", reason: "answered 429" });
  });

  test("says who is gone after a 410, without the path, which may hold a secret", async () => {
    const { receiver, channel } = await scene();
    await receiver.turn("gone");
    expect(await channel.send(sampleDelivery(""), never)).toEqual({ result: "gone", reason: "answered 410" });
    expect(channel.receiver).toMatch(/^127\.0\.0\.1:\d+ [0-9a-f]{8}$/);
  });

  test("is tried again after every other answer", async () => {
    const { receiver, channel } = await scene();
    for (const status of [301, 400, 401, 404, 409, 500]) {
      receiver.behave((_request, response) => void response.writeHead(status).end());
      expect(await channel.send(sampleDelivery(""), never)).toEqual({ result: "retry", reason: `answered ${status}` });
    }
  });
});

describe("the settings of a webhook", () => {
  const open = (options: Partial<WebhookOptions>): unknown =>
    createWebhookChannel({ url: "https://app.example/", secrets: [SECRET], reach: createReach(), ...options });

  test("are refused where the address cannot be used", () => {
    for (const url of [
      "app.example",
      "ftp://app.example/",
      "http://app.example/",
      "https://me:secret@app.example/",
      "https://127.0.0.1/",
      "https://0x7f000001/",
      "https://[::1]/",
      "https://[::ffff:10.0.0.1]/",
      "https://169.254.169.254/latest/meta-data/",
    ]) {
      expect(() => open({ url }), url).toThrow(expect.objectContaining({ code: "config_invalid" }));
    }
  });

  test("are refused where a secret cannot be used, without showing it", () => {
    const short = `whsec_${randomBytes(16).toString("base64")}`;
    for (const secrets of [[], ["secret"], [short], ["whsec_!!!"], [SECRET, SECRET, SECRET]]) {
      let message = "";
      try {
        open({ secrets });
      } catch (error) {
        message = (error as Error).message;
      }
      expect(message).toContain("secret");
      for (const secret of secrets.slice(0, 1)) expect(message).not.toContain(secret.slice(6) || "?");
    }
  });
});
