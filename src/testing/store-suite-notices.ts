import { beforeEach, describe, expect, it } from "vitest";
import type { Change } from "../core/change.ts";
import { defineRules } from "../core/rules-check.ts";
import type { DeliveryResult, DueDelivery } from "../storage/store.ts";
import type { StoreBench } from "./store-bench.ts";
import { ALL_DATES, DAY, NOON, seen } from "./store-samples.ts";

const HOUR = 3_600_000;
const LATER = NOON + DAY + 6 * HOUR;
const PARTS = 4;

/** What is told, on its way to people, and afterwards. */
export function describeNotices(at: StoreBench): void {
  describe("notices", () => {
    beforeEach(async () => {
      await at.store.useRules(
        defineRules({ notices: { channels: ["webhook", "inbox"], holdout: 0 } }),
        "UTC",
        NOON - DAY,
      );
    });

    /** A user who gets a reminder at {@link LATER}. */
    async function remind(userId: string, more: readonly Change[] = []): Promise<void> {
      // The rules that came last hold for a user from the next local date on.
      await at.apply(userId, [seen(NOON)]);
      await at.apply(userId, [...more, { kind: "tick" }], LATER);
    }
    const due = (channel = "webhook", now = LATER): Promise<DueDelivery[]> => at.store.notices.due(channel, now, 100);
    const result = (delivery: DueDelivery["delivery"], rest: Partial<DeliveryResult>): DeliveryResult => {
      return { delivery, state: "sent", nextAt: null, sentAt: LATER, receipt: null, error: null, ...rest };
    };

    it("are written in the transaction of their cause, once, with a delivery for each address", async () => {
      const addresses = ["a", "b"].map(
        (id): Change => ({ kind: "subscribe", channel: "email", id, address: `${id}@x` }),
      );
      await at.apply("ann", addresses);
      await remind("ann");
      await at.apply("ann", [{ kind: "tick" }], LATER + 1);
      const notices = await at.store.notices.notices("ann", 10);
      expect(notices).toMatchObject([{ id: "daily_reminder:2026-01-13", marks: {}, data: { streak: 1 } }]);
      const deliveries = await at.store.notices.deliveries("ann");
      expect(deliveries.map(({ channel, address, state }) => [channel, address, state])).toEqual([
        ["email", "a", "waiting"],
        ["email", "b", "waiting"],
        ["inbox", "", "sent"],
        ["webhook", "", "waiting"],
      ]);
      const email = await due("email");
      expect(email.map(({ to, user }) => [to, user?.version])).toEqual([
        ["a@x", notices[0]?.version],
        ["b@x", notices[0]?.version],
      ]);
    });

    it("are due by channel, instant and part, those due longest first", async () => {
      for (const userId of ["ann", "bob", "cyd"]) await remind(userId);
      expect(await due("webhook", LATER - 1)).toEqual([]);
      expect(await due("email")).toEqual([]);
      expect((await due()).map(({ delivery }) => delivery.userId)).toEqual(["ann", "bob", "cyd"]);
      const parts = await Promise.all(
        Array.from({ length: PARTS }, (_, index) => at.store.notices.due("webhook", LATER, 100, { index, of: PARTS })),
      );
      expect(
        parts
          .flat()
          .map(({ delivery }) => delivery.userId)
          .sort(),
      ).toEqual(["ann", "bob", "cyd"]);
      expect(await at.store.notices.due("webhook", LATER, 2)).toHaveLength(2);
    });

    it("are claimed by one of several, and due again where the one who claimed them says no more", async () => {
      await remind("ann");
      const other = await at.other();
      const [one] = await due();
      const found = one as DueDelivery;
      const { delivery } = found;
      const claims = await Promise.all([
        at.store.notices.claim([found], LATER + HOUR),
        other.notices.claim([found], LATER + HOUR),
      ]);
      expect(claims.flat()).toEqual([{ ...delivery, attempts: 1, nextAt: LATER + HOUR }]);
      expect(await due()).toEqual([]);
      const [again] = await due("webhook", LATER + HOUR);
      expect(again?.delivery.attempts).toBe(1);
    });

    it("are not claimed by what was read of their user before a change", async () => {
      await remind("ann");
      const [before] = await due();
      await at.apply("ann", [{ kind: "attributes", name: "Ann" }], LATER);
      expect(await at.store.notices.claim([before as DueDelivery], LATER + HOUR)).toEqual([]);
      const [after] = await due();
      expect(after?.user?.version).toBe((before?.user?.version ?? 0) + 1);
      expect(await at.store.notices.claim([after as DueDelivery], LATER + HOUR)).toHaveLength(1);
    });

    it("keep what became of an attempt, unless somebody has begun another", async () => {
      await remind("ann");
      const [found] = await due();
      const [first] = await at.store.notices.claim([found as DueDelivery], LATER);
      if (first === undefined) throw new Error("nobody else was there to claim it");
      const [again] = await due();
      const [second] = await at.store.notices.claim([again as DueDelivery], LATER + HOUR);
      await at.store.notices.settle([result(first, { state: "dead", error: "too late" })]);
      expect(await at.store.notices.dead(10)).toEqual([]);
      await at.store.notices.settle([result(second as typeof first, { receipt: "r1", nextAt: LATER + DAY })]);
      const stored = (await at.store.notices.deliveries("ann")).find(({ channel }) => channel === "webhook");
      expect(stored).toMatchObject({ state: "sent", sentAt: LATER, receipt: "r1", nextAt: LATER + DAY, attempts: 2 });
    });

    it("are found when they were given up, and made due again", async () => {
      for (const userId of ["ann", "bob"]) await remind(userId);
      const claimed = await at.store.notices.claim(await due(), LATER);
      await at.store.notices.settle(
        claimed.map((one) => result(one, { state: "dead", sentAt: null, error: "refused" })),
      );
      const [ann] = await at.store.notices.dead(1);
      expect(ann).toMatchObject({ userId: "ann", state: "dead", error: "refused" });
      const rest = await at.store.notices.dead(10, ann);
      expect(rest.map(({ userId }) => userId)).toEqual(["bob"]);
      expect(await at.store.notices.revive(rest, LATER + 1, LATER + DAY)).toBe(1);
      expect(await at.store.notices.revive(rest, LATER + 1, LATER + DAY)).toBe(0);
      expect((await due("webhook", LATER + 1)).map(({ delivery }) => [delivery.userId, delivery.attempts])).toEqual([
        ["bob", 0],
      ]);
    });

    it("remember what users made of them, the first of a kind", async () => {
      await remind("ann");
      const id = "daily_reminder:2026-01-13";
      for (const hour of [1, 2])
        await at.apply("ann", [{ kind: "notice_mark", id, mark: "opened" }], LATER + hour * HOUR);
      await at.apply("ann", [seen(LATER + HOUR + 1)], LATER + 3 * HOUR);
      const notice = await at.store.notices.notice("ann", id);
      expect(notice?.marks).toEqual({ opened: LATER + HOUR, followed: LATER + HOUR + 1 });
      expect(await at.store.notices.notice("ann", "another")).toBeUndefined();
      expect(await at.store.notices.notice("bob", id)).toBeUndefined();
    });

    it("are counted by kind, wording and channel, with what became of them", async () => {
      for (const userId of ["ann", "bob"]) await remind(userId);
      await at.apply("ann", [{ kind: "notice_mark", id: "daily_reminder:2026-01-13", mark: "opened" }], LATER);
      const counts = await at.store.notices.counts(...ALL_DATES);
      const sum = (mark: string | null): number =>
        counts.filter((one) => one.mark === mark).reduce((total, { count }) => total + count, 0);
      expect([sum(null), sum("opened"), sum("read")]).toEqual([2, 1, 0]);
      const deliveries = await at.store.notices.deliveryCounts(...ALL_DATES);
      const of = (channel: string, state: string, mark: string | null): number =>
        deliveries
          .filter((one) => one.channel === channel && one.state === state && one.mark === mark)
          .reduce((total, { count }) => total + count, 0);
      expect([of("inbox", "sent", null), of("inbox", "sent", "opened"), of("webhook", "waiting", null)]).toEqual([
        2, 1, 2,
      ]);
      expect(await at.store.notices.counts(0, 100)).toEqual([]);
    });

    it("go with the user, and a claim of theirs comes to nothing", async () => {
      await remind("ann");
      const found = await due();
      await at.apply("ann", [{ kind: "erase" }], LATER + 1);
      expect(await at.store.notices.claim(found, LATER + HOUR)).toEqual([]);
      expect(await at.store.notices.notices("ann", 10)).toEqual([]);
      expect(await due()).toEqual([]);
    });

    it("know which receivers are gone, in every process, until somebody lets a channel call them again", async () => {
      const other = await at.other();
      await remind("ann");
      const receiver = { channel: "webhook", receiver: "app.example/hook 1", since: LATER };
      await at.store.notices.noteGone(receiver);
      await other.notices.noteGone({ ...receiver, since: LATER + 1 });
      await at.store.notices.noteGone({ ...receiver, channel: "webhooks" });
      expect(await other.notices.gone()).toEqual([receiver, { ...receiver, channel: "webhooks" }]);
      expect(await at.store.notices.forgetGone("email", LATER)).toBe(0);
      expect(await other.notices.forgetGone("webhook", LATER)).toBe(1);
      expect(await at.store.notices.gone()).toEqual([{ ...receiver, channel: "webhooks" }]);
      expect(await due()).toHaveLength(1);
      await at.store.notices.noteGone(receiver);
      expect(await at.store.notices.forgetGone("webhook", LATER + DAY)).toBe(1);
      expect(await due("webhook", LATER + DAY)).toEqual([]);
      expect(await at.store.notices.dead(10)).toMatchObject([{ userId: "ann", error: "the receiver was gone" }]);
    });

    it("know who has an address, and since when", async () => {
      const claim = (id: string): Change => ({ kind: "subscribe", channel: "webpush", id, address: "here" });
      await at.apply("ann", [claim("one")]);
      await at.apply("bob", [claim("one"), claim("two")], LATER);
      expect(await at.store.notices.holders("webpush", "one")).toEqual([
        { userId: "ann", createdAt: NOON },
        { userId: "bob", createdAt: LATER },
      ]);
      await at.apply("ann", [claim("one")], LATER + 1);
      expect((await at.store.notices.holders("webpush", "one"))[0]).toEqual({ userId: "ann", createdAt: LATER + 1 });
      expect(await at.store.notices.holders("email", "one")).toEqual([]);
    });

    it("can be stopped for everybody, in every process", async () => {
      const other = await at.other();
      expect(await at.store.notices.pausedSince()).toBeUndefined();
      await at.store.notices.pause(NOON);
      expect(await other.notices.pausedSince()).toBe(NOON);
      await at.store.notices.pause(null);
      expect(await other.notices.pausedSince()).toBeUndefined();
    });
  });
}
