import type { ServerResponse } from "node:http";
import { afterEach, describe, expect, test } from "vitest";
import type { Channel } from "../../src/notices/channel.ts";
import { createExpoChannel, type ExpoOptions } from "../../src/notices/channels/expo.ts";
import { createReach } from "../../src/notices/outbound/reach.ts";
import { sampleDelivery } from "../../src/testing/channel-scene.ts";
import { testChannel } from "../../src/testing/channel-suite.ts";
import { type HttpReceiver, type Received, startReceiver } from "./support/http-receiver.ts";

const never = new AbortController().signal;
const TOKEN = "ExponentPushToken[xxxxxxxxxxxxxxxxxxxxxx]";
const GONE = { status: "error", message: "not registered", details: { error: "DeviceNotRegistered" } };
/** What tests look at of a message. */
interface Message {
  readonly title: string;
  readonly body: string;
  readonly data: { readonly id: string };
}

const read = ({ body }: Received): Message[] => JSON.parse(body.toString());
/** The tickets that are asked about. */
const idsOf = ({ body }: Received): string[] => (JSON.parse(body.toString()) as { ids: string[] }).ids;
const answer = (response: ServerResponse, data: unknown): void =>
  void response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ data }));
const tickets = (request: Received, response: ServerResponse): void =>
  answer(
    response,
    read(request).map(({ data }) => ({ status: "ok", id: `ticket-${data.id}` })),
  );

const open = (receiver: HttpReceiver, options: Partial<ExpoOptions> = {}): Channel =>
  createExpoChannel({ url: `${receiver.url}/push`, reach: createReach(["127.0.0.1"]), ...options });

testChannel("Expo push", async (wishes) => {
  const receiver = await startReceiver({
    take: tickets,
    gone: (request, response) =>
      answer(
        response,
        read(request).map(() => GONE),
      ),
  });
  return {
    channel: open(receiver, wishes),
    addresses: [TOKEN, "ExpoPushToken[abc_DEF-123]"],
    badAddresses: ["", "abc", "ExponentPushToken[]", `${TOKEN}\r\nx: y`, "ExponentPushToken[a b]", `${TOKEN}${TOKEN}`],
    turn: receiver.turn,
    dispose: receiver.close,
    arrived: async () =>
      receiver.received.flatMap(read).map(({ title, body, data }) => ({
        id: data.id,
        title,
        body,
      })),
  };
});

describe("Expo's push service", () => {
  const closing: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });

  async function scene(options: Partial<ExpoOptions> = {}): Promise<{ receiver: HttpReceiver; channel: Channel }> {
    const receiver = await startReceiver({ take: tickets });
    const channel = open(receiver, options);
    closing.push(receiver.close, channel.close);
    return { receiver, channel };
  }

  test("gets what waits at the same time in calls of at most a hundred", async () => {
    const { receiver, channel } = await scene();
    const ids = Array.from({ length: 150 }, (_, n) => `ntc_${n}`);
    const outcomes = await Promise.all(ids.map((id) => channel.send(sampleDelivery(TOKEN, { id }), never)));
    expect(receiver.received.map((request) => read(request).length).sort()).toEqual([100, 50]);
    expect(outcomes).toEqual(ids.map((id) => ({ result: "delivered", receipt: `ticket-${id}` })));
  });

  test("is told who calls, when it stops being of use, and what it replaces", async () => {
    const { receiver, channel } = await scene({ accessToken: "a-token" });
    await channel.send(sampleDelivery(TOKEN, { expiresAt: Date.UTC(2026, 2, 2) }), never);
    expect(receiver.received[0]?.path).toBe("/push/send");
    expect(receiver.received[0]?.headers.authorization).toBe("Bearer a-token");
    expect(receiver.received[0] && read(receiver.received[0])).toEqual([
      {
        to: TOKEN,
        title: "12 days in a row",
        body: "Nothing yet today.",
        data: {
          id: "ntc_5nQ-2bF_x1",
          notice_id: "streak_at_risk:2026-03-01",
          kind: "streak_at_risk",
          url: "https://app.example/today",
        },
        tag: "ntc_5nQ-2bF_x1",
        collapseId: "ntc_5nQ-2bF_x1",
        expiration: Date.UTC(2026, 2, 2) / 1000,
      },
    ]);
  });

  test("decides for each message on its own", async () => {
    const { receiver, channel } = await scene();
    const errors = ["DeviceNotRegistered", "MessageTooBig", "MessageRateExceeded", "<script>", null];
    receiver.behave((_request, response) =>
      answer(response, [
        { status: "ok", id: "t" },
        ...errors.map((error) => ({ status: "error", message: "secret", details: { error } })),
      ]),
    );
    const sent = [0, 1, 2, 3, 4, 5].map((n) => channel.send(sampleDelivery(TOKEN, { id: `n${n}` }), never));
    expect(await Promise.all(sent)).toEqual([
      { result: "delivered", receipt: "t" },
      { result: "gone", reason: "Expo says DeviceNotRegistered" },
      { result: "refused", reason: "Expo says MessageTooBig" },
      { result: "retry", reason: "Expo says MessageRateExceeded" },
      { result: "retry", reason: "Expo says an error" },
      { result: "retry", reason: "Expo says an error" },
    ]);
  });

  test("may answer nonsense: the notice is tried again", async () => {
    const { receiver, channel } = await scene();
    for (const text of [
      "",
      "null",
      "{",
      "[]",
      '{"data":{}}',
      '{"data":[]}',
      '{"data":[1]}',
      '{"data":[null]}',
      '{"data":[1,2]}',
      `{"data":"${"x".repeat(2_000_000)}"}`,
    ]) {
      receiver.behave((_request, response) => void response.end(text));
      expect(await channel.send(sampleDelivery(TOKEN), never)).toMatchObject({ result: "retry" });
    }
  });

  test("keeps the others going when one stops waiting", async () => {
    const { receiver, channel } = await scene();
    const release = Promise.withResolvers<void>();
    const asked = Promise.withResolvers<void>();
    receiver.behave((request, response) => {
      asked.resolve();
      void release.promise.then(() => tickets(request, response));
    });
    const stop = new AbortController();
    const first = channel.send(sampleDelivery(TOKEN, { id: "a" }), stop.signal);
    const second = channel.send(sampleDelivery(TOKEN, { id: "b" }), never);
    await asked.promise;
    stop.abort();
    expect(await first).toEqual({ result: "retry", reason: "stopped" });
    release.resolve();
    expect(await second).toMatchObject({ result: "delivered" });
  });

  test("is asked later what became of a notice", async () => {
    const { receiver, channel } = await scene();
    receiver.behave((request, response) => {
      expect(request.path).toBe("/push/getReceipts");
      const known: Record<string, unknown> = { good: { status: "ok" }, dead: GONE };
      answer(response, Object.fromEntries(idsOf(request).map((id) => [id, known[id]])));
    });
    const asked = ["good", "dead", "unknown"].map((receipt) => channel.confirm?.(receipt, never));
    expect(await Promise.all(asked)).toEqual([
      { result: "delivered" },
      { result: "gone", reason: "Expo says DeviceNotRegistered" },
      null,
    ]);
    await receiver.turn("busy");
    expect(await channel.confirm?.("good", never)).toBeNull();
    await receiver.turn("away");
    expect(await channel.confirm?.("good", never)).toBeNull();
  });
});

describe("the settings of Expo push", () => {
  test.each([
    [{ url: "exp.host" }],
    [{ url: "http://exp.host/", reach: createReach() }],
    [{ accessToken: "two words" }],
    [{ accessToken: "a\r\nb: c" }],
  ])("are refused where they are %j", (options) => {
    expect(() => createExpoChannel({ reach: createReach(), ...options })).toThrow(
      expect.objectContaining({ code: "config_invalid" }),
    );
  });
});
