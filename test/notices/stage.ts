import type { RulesInput } from "../../src/core/rules-check.ts";
import type { Channel, Delivery, DeliveryOutcome } from "../../src/notices/channel.ts";
import { createDispatcher, type Dispatcher } from "../../src/notices/dispatch.ts";
import { createNoticeTexts } from "../../src/notices/notice-texts.ts";
import type { Store } from "../../src/storage/store.ts";
import { createTracker } from "../../src/tracker/create-tracker.ts";
import { createSweep, type Sweep } from "../../src/tracker/sweep.ts";
import type { Tracker } from "../../src/tracker/tracker.ts";

/** A whole system whose clock moves only as a test says, with a channel that writes down what it is given. */
export interface Stage {
  readonly tracker: Tracker;
  readonly sweep: Sweep;
  readonly dispatcher: Dispatcher;
  readonly clock: { now: number };
  /** What the channel was given: when, to whom, what. */
  readonly arrived: {
    readonly at: string;
    readonly userId: string;
    readonly kind: string;
    readonly delivery: Delivery;
  }[];
  /** How the channel answers. */
  answer: (delivery: Delivery) => DeliveryOutcome | Promise<DeliveryOutcome>;
  /** Lets time pass up to an instant, in steps, as the sweeps and dispatchers of a service would see it. */
  playTo(instant: string, stepMs?: number): Promise<void>;
  close(): Promise<void>;
}

const MINUTE_MS = 60_000;

/** @param rules without a holdout unless one is asked for, so that everything decided arrives */
export async function openStage(store: Store, start: string, rules: RulesInput = {}): Promise<Stage> {
  const clock = { now: Date.parse(start) };
  const notices = { channels: ["webhook"], holdout: 0, ...rules.notices };
  const failed: unknown[] = [];
  const tracker = await createTracker({
    store,
    rules: { ...rules, notices },
    clock: () => clock.now,
    onError: (error) => failed.push(error),
  });
  const sweep = createSweep({ tracker });
  const stage: Stage = {
    tracker,
    sweep,
    clock,
    arrived: [],
    answer: () => ({ result: "delivered" }),
    dispatcher: createDispatcher({
      store,
      channels: [recording(() => stage)],
      texts: createNoticeTexts({ app: "Academy" }),
      book: () => tracker.book,
      now: () => clock.now,
      onError: (error) => failed.push(error),
      random: () => 0.5,
    }),
    // A round on a server costs many times one in memory.
    async playTo(instant, stepMs = (store.kind === "postgres" ? 30 : 5) * MINUTE_MS) {
      const end = Date.parse(instant);
      while (clock.now < end) {
        clock.now = Math.min(end, clock.now + stepMs);
        await sweep.round();
        await stage.dispatcher.round();
      }
      if (failed.length > 0) throw failed[0];
    },
    async close() {
      await sweep.stop();
      await stage.dispatcher.stop();
      await tracker.close();
    },
  };
  return stage;
}

function recording(stage: () => Stage): Channel {
  return {
    name: "webhook",
    concurrency: 8,
    perSecond: 1_000_000,
    check: () => null,
    async send(delivery) {
      const outcome = await stage().answer(delivery);
      if (outcome.result === "delivered") {
        const { userId, kind } = delivery;
        stage().arrived.push({ at: new Date(stage().clock.now).toISOString(), userId, kind, delivery });
      }
      return outcome;
    },
    async close() {},
  };
}
