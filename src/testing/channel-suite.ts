import { afterEach, describe, expect, test } from "vitest";
import type { DeliveryOutcome } from "../notices/channel.ts";
import { type ChannelScene, type ReceiverMood, type SceneWishes, sampleDelivery } from "./channel-scene.ts";

/** What somebody could put into a name or a template to break out of a header, a page or a line. */
const HOSTILE = 'Ada\r\nBcc: eve@evil.example\r\n\r\n<script>alert(1)</script> & "quotes" \u202e\u0000';
const FOREIGN = "سلسلتك 12 يومًا · 12日連続 · ¡Ánimo! 🔥";

/** What a test of the suite may want to differ from one channel to another. */
export interface ChannelSuiteOptions {
  /** Moods that receivers of this kind cannot be in. @default none */
  readonly without?: readonly ReceiverMood[];
}

/**
 * The suite that every channel passes: what arrives is what was sent, nobody's answer or silence does harm, and each
 * answer leads to the outcome that the dispatcher counts on.
 *
 * ```ts
 * testChannel("webhook", async ({ timeoutMs }) => openMyScene(timeoutMs));
 * ```
 *
 * @param open the channel with a real receiver, anew for each test
 */
export function testChannel(
  name: string,
  open: (wishes: SceneWishes) => Promise<ChannelScene>,
  { without = [] }: ChannelSuiteOptions = {},
): void {
  describe(`the ${name} channel`, () => {
    const opened: ChannelScene[] = [];
    const never = new AbortController().signal;
    async function scene(wishes: SceneWishes = {}): Promise<ChannelScene> {
      const made = await open(wishes);
      opened.push(made);
      return made;
    }
    const send = ({ channel, addresses }: ChannelScene, changes = {}, signal = never): Promise<DeliveryOutcome> =>
      channel.send(sampleDelivery(addresses[0], changes), signal);

    afterEach(async () => {
      for (const { channel, dispose } of opened.splice(0)) {
        await channel.close();
        await dispose();
      }
    });

    test("delivers what the notice says, with its id", async () => {
      const it = await scene();
      expect(await send(it)).toMatchObject({ result: "delivered" });
      expect(await it.arrived()).toEqual([
        { id: "ntc_5nQ-2bF_x1", title: "12 days in a row", body: "Nothing yet today." },
      ]);
    });

    test("sends the same id again when it has to try again", async () => {
      const it = await scene();
      await send(it);
      await send(it);
      const ids = (await it.arrived()).map(({ id }) => id);
      expect(ids).toEqual(["ntc_5nQ-2bF_x1", "ntc_5nQ-2bF_x1"]);
    });

    test("keeps every script as it is", async () => {
      const it = await scene();
      await send(it, { locale: "ar", text: { title: FOREIGN, body: FOREIGN, url: null, variant: "plain" } });
      expect(await it.arrived()).toMatchObject([{ title: FOREIGN, body: FOREIGN }]);
    });

    test("lets no text break out of its place", async () => {
      const it = await scene();
      await send(it, { text: { title: HOSTILE, body: HOSTILE, url: null, variant: "plain" } });
      const [arrived] = await it.arrived();
      // Line breaks may become spaces; the words stay words.
      expect(arrived?.title.replace(/[\s\p{C}]+/gu, " ")).toBe(HOSTILE.replace(/[\s\p{C}]+/gu, " "));
      expect(arrived?.id).toBe("ntc_5nQ-2bF_x1");
    });

    test("delivers as many at once as it says it can", async () => {
      const it = await scene();
      const ids = Array.from({ length: it.channel.concurrency }, (_, n) => `ntc_${n}`);
      const outcomes = await Promise.all(ids.map((id) => send(it, { id })));
      expect(new Set(outcomes.map(({ result }) => result))).toEqual(new Set(["delivered"]));
      expect((await it.arrived()).map(({ id }) => id).sort()).toEqual(ids.sort());
    });

    test("takes good addresses, and says why it cannot take others", async () => {
      const { channel, addresses, badAddresses } = await scene();
      for (const to of addresses) expect(channel.check(to)).toBeNull();
      for (const to of badAddresses) expect(channel.check(to), to).toEqual(expect.any(String));
    });

    test("does nothing with an address that it cannot take", async () => {
      const it = await scene();
      for (const to of it.badAddresses) {
        const { result } = await it.channel.send(sampleDelivery(to), never);
        expect(["refused", "gone"], to).toContain(result);
      }
      expect(await it.arrived()).toEqual([]);
    });

    test("ends at once when it is told to", async () => {
      const it = await scene();
      expect(await send(it, {}, AbortSignal.abort())).toMatchObject({ result: "retry" });
    });

    test("may be closed twice, and only says no afterwards", async () => {
      const it = await scene();
      await send(it);
      await it.channel.close();
      await it.channel.close();
      expect(["delivered", "retry", "refused"]).toContain((await send(it)).result);
    });

    const moods: readonly [mood: ReceiverMood, result: DeliveryOutcome["result"], title: string][] = [
      ["busy", "retry", "tries again where the receiver cannot now"],
      ["gone", "gone", "forgets an address that exists no more"],
      ["dies", "retry", "tries again where the receiver hangs up"],
      ["away", "retry", "tries again where nobody is there"],
    ];
    for (const [mood, result, title] of moods.filter(([mood]) => !without.includes(mood))) {
      test(title, async () => {
        const it = await scene();
        await it.turn(mood);
        const outcome = await send(it);
        expect(outcome).toMatchObject({ result });
        expect("reason" in outcome && outcome.reason.length).toBeLessThan(200);
      });
    }

    if (!without.includes("silent")) {
      test("waits for a silent receiver no longer than its limit", async () => {
        const it = await scene({ timeoutMs: 250 });
        await it.turn("silent");
        expect(await send(it)).toMatchObject({ result: "retry" });
      });

      test("stops waiting for a silent receiver when it is told to", async () => {
        const it = await scene();
        await it.turn("silent");
        const stop = new AbortController();
        const outcome = send(it, {}, stop.signal);
        stop.abort();
        expect(await outcome).toMatchObject({ result: "retry" });
      });
    }

    if (!without.includes("busy")) {
      test("delivers again once the receiver has recovered", async () => {
        const it = await scene();
        await it.turn("busy");
        await send(it);
        await it.turn("takes");
        expect(await send(it)).toMatchObject({ result: "delivered" });
        expect(await it.arrived()).toHaveLength(1);
      });
    }
  });
}
