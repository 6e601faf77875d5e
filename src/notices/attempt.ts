import type { Instant } from "../core/calendar.ts";
import { checkNotice } from "../core/notices/notice-check.ts";
import type { RuleBook } from "../core/rules.ts";
import type { DeliveryResult, DueDelivery, Store } from "../storage/store.ts";
import type { Channel, DeliveryOutcome } from "./channel.ts";
import { deliveryOf } from "./delivery-of.ts";
import type { NoticeTexts } from "./notice-texts.ts";
import { retryAfter } from "./retry-times.ts";

/** When a channel is asked what became of a delivery that it took. */
const CONFIRM_MS = 15 * 60_000;
const REASON_LENGTH = 200;
/** So long after its decision time alone has made nothing untrue. */
const FRESH_MS = 60_000;

/** What an attempt works with. */
export interface AttemptContext {
  readonly store: Pick<Store, "state" | "apply">;
  readonly texts: NoticeTexts;
  readonly locale: string;
  readonly now: () => Instant;
  readonly book: () => RuleBook;
  readonly random: () => number;
  readonly signal: AbortSignal;
  /** Told of a channel whose one receiver exists no more: nothing is sent there until somebody says otherwise. */
  readonly onGone: (channel: Channel) => Promise<void>;
}

type Fate = Omit<DeliveryResult, "delivery">;

/** Makes one attempt at a delivery that was claimed, and says what became of it. Rejects only where the store fails. */
export async function attempt(channel: Channel, due: DueDelivery, context: AttemptContext): Promise<DeliveryResult> {
  const { delivery } = due;
  const fate = delivery.state === "sent" ? await confirm(channel, due, context) : await send(channel, due, context);
  return { ...fate, delivery };
}

async function send(channel: Channel, due: DueDelivery, context: AttemptContext): Promise<Fate> {
  const { delivery, notice, to } = due;
  const now = context.now();
  if (now >= delivery.expiresAt) {
    // What was tried and failed until then is kept for whoever looks after it; what only waited is not.
    return delivery.error !== null ? ended("dead", delivery.error) : ended("dropped", "expired");
  }
  if (delivery.address !== "" && to === null) return ended("dropped", "the address is gone");
  if (delivery.address === "" && channel.check("") !== null) return ended("dropped", "there is no address");
  const verdict = await verdictOn(due, context);
  if (verdict === "drop") return ended("dropped", `no longer so: ${notice.kind}`);
  if (verdict !== "send") return waiting(verdict.waitUntil, delivery.error);
  const outcome = await channel.send(deliveryOf(due, context.texts, context.locale, now), context.signal);
  return fateOf(outcome, channel, due, context);
}

/**
 * Nothing has changed since the notice was decided just now where the user's row is of the same version. Later it may be
 * another date, or night.
 */
async function verdictOn({ delivery, notice, user }: DueDelivery, { store, now, book }: AttemptContext) {
  if (user === null) return "drop";
  const isFresh = notice.dueAt === notice.at && now() < notice.at + FRESH_MS;
  if (user.version === notice.version && delivery.attempts === 1 && isFresh) return "send";
  const state = await store.state(delivery.userId);
  return state === undefined ? "drop" : checkNotice(notice, delivery.channel, state, now(), book());
}

async function fateOf(
  outcome: DeliveryOutcome,
  channel: Channel,
  due: DueDelivery,
  context: AttemptContext,
): Promise<Fate> {
  const { delivery } = due;
  const now = context.now();
  switch (outcome.result) {
    case "delivered": {
      const receipt = channel.confirm === undefined ? null : (outcome.receipt ?? null);
      return { state: "sent", sentAt: now, receipt, nextAt: receipt === null ? null : now + CONFIRM_MS, error: null };
    }
    case "retry": {
      const wait = retryAfter(delivery.attempts, context.random());
      const reason = outcome.reason.slice(0, REASON_LENGTH);
      if (wait === undefined) return ended("dead", reason);
      const nextAt = now + Math.max(wait, outcome.afterMs ?? 0);
      return nextAt < delivery.expiresAt ? waiting(nextAt, reason) : ended("dead", reason);
    }
    case "gone":
      if (delivery.address === "") {
        await context.onGone(channel);
        return waiting(now, outcome.reason.slice(0, REASON_LENGTH));
      }
      await forget(due, context);
      return ended("dropped", outcome.reason);
    case "refused":
      return ended("dead", outcome.reason);
  }
}

async function confirm(channel: Channel, due: DueDelivery, context: AttemptContext): Promise<Fate> {
  const { receipt, sentAt } = due.delivery;
  const taken: Fate = { state: "sent", sentAt, receipt: null, nextAt: null, error: null };
  if (receipt === null || channel.confirm === undefined) return taken;
  const outcome = await channel.confirm(receipt, context.signal);
  if (outcome === null || outcome.result === "delivered" || outcome.result === "retry") return taken;
  if (outcome.result === "gone") await forget(due, context);
  return { ...taken, state: "dead", error: outcome.reason.slice(0, REASON_LENGTH) };
}

/** The address exists no more: the user's notices no longer go there. */
async function forget({ delivery }: DueDelivery, { store, now }: AttemptContext): Promise<void> {
  const { userId, channel, address } = delivery;
  if (address === "") return;
  await store.apply([{ userId, changes: [{ kind: "unsubscribe", channel, id: address }] }], now());
}

function waiting(nextAt: Instant, error: string | null): Fate {
  return { state: "waiting", nextAt, sentAt: null, receipt: null, error };
}

function ended(state: "dead" | "dropped", reason: string): Fate {
  return { state, nextAt: null, sentAt: null, receipt: null, error: reason.slice(0, REASON_LENGTH) };
}
