import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createTracker, type Tracker } from "../../src/index.ts";
import { createWebhookChannel } from "../../src/notices/channels/webhook.ts";
import { createNotices } from "../../src/notices/create-notices.ts";
import { createNoticeTexts } from "../../src/notices/notice-texts.ts";
import { createReach } from "../../src/notices/outbound/reach.ts";
import { createSweep, type Sweep } from "../../src/tracker/sweep.ts";
import type { BenchCase } from "../support/bench-case.ts";
import { interleave } from "../support/rounds.ts";
import { estimate } from "../support/statistics.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const FIRST_DAY = Date.UTC(2026, 0, 5);
/** Notices due at once, of which a minute is given to leave. */
const PER_MINUTE = 20_000;
const WINDOW_SECONDS = 15;
const SENDERS = 64;
const RULES = {
  milestones: [],
  notices: { holdout: 0, fewerAfter: 0, off: ["streak_at_risk", "weekly_recap", "streak_broken"] },
} as const;

/**
 * Everybody's reminder is due at the same minute, on SQLite: from that instant, over the sweep that decides, the rows and
 * the signed calls, to the last arrival in another process. And what other learners' recording loses meanwhile.
 */
export const noticesCase: BenchCase = async ({ name, sizes, folder, note }) => {
  const receiver = fork(join(import.meta.dirname, "../support/webhook-process.ts"));
  const [url] = (await once(receiver, "message")) as [string];
  let now = FIRST_DAY;
  const tracker = await createTracker({
    database: `sqlite:${join(folder, "notices.db")}`,
    rules: RULES,
    sweep: false,
    clock: () => now,
  });
  const channel = createWebhookChannel({ url, secrets: [SECRET], reach: createReach(["127.0.0.1"]) });
  const texts = createNoticeTexts({ app: "bench" });
  const notices = createNotices({ tracker, texts, channels: [channel] });
  const sweep = createSweep({ tracker });
  const many = Math.min(PER_MINUTE, sizes.users);
  const share = Math.round((many * WINDOW_SECONDS) / 60);
  let day = 0;

  /** A day on which the first `count` learners were active, and the evening of the next, on which they were not. */
  async function evening(count: number): Promise<void> {
    now = FIRST_DAY + day++ * DAY_MS + 19 * HOUR_MS;
    const at = now;
    const active = Array.from({ length: count }, (_, n) => ({ userId: `u${n}`, type: "request", at, zone: "UTC" }));
    await tracker.recordMany(active);
    await sweep.round();
  }

  async function leave(): Promise<number> {
    await evening(many);
    const complete = arrival(receiver, many);
    now = FIRST_DAY + day * DAY_MS + 18 * HOUR_MS + 1_000;
    const startedAt = performance.now();
    await sweepUntil(sweep, complete);
    return (performance.now() - startedAt) / 1000;
  }

  /** @returns first requests of the day of other learners, a second */
  async function record(count: number): Promise<number> {
    await evening(share);
    const complete = count === 0 ? Promise.resolve() : arrival(receiver, count);
    now = FIRST_DAY + day * DAY_MS + (count === 0 ? 17 : 18) * HOUR_MS + 1_000;
    const rate = recordFor(tracker, WINDOW_SECONDS, `d${day}_${count}`);
    if (count > 0) await sweepUntil(sweep, complete);
    const measured = await rate;
    await complete;
    return measured;
  }

  try {
    const wishes = Array.from({ length: many }, (_, n) => ({
      userId: `u${n}`,
      changes: [{ kind: "notices", patch: { channels: ["webhook"] } } as const],
    }));
    for (let from = 0; from < many; from += 500) await tracker.applyAll(wishes.slice(from, from + 500));
    const rounds = Math.min(sizes.rounds, 5);
    const { all } = await interleave(rounds, { all: leave }, 1);
    note(`${many} notices: ${all.map((seconds) => seconds.toFixed(1)).join(", ")} s`);
    const { idle, busy } = await interleave(rounds, { idle: () => record(0), busy: () => record(share) }, 1);
    const kept = busy.map((rate, round) => rate / (idle[round] as number));
    return [
      {
        name,
        what: "notices due at once, until the last has arrived",
        bar: { kind: "at most", value: (60 * many) / PER_MINUTE },
        unit: "s",
        measured: estimate(all),
        detail: { notices: many },
      },
      {
        name,
        what: "recording while a minute's worth leaves, of recording alone",
        bar: { kind: "at least", value: 0.9 },
        unit: "×",
        measured: estimate(kept),
        detail: { notices: share, seconds: WINDOW_SECONDS, alone: Math.round(estimate(idle).median) },
      },
    ];
  } finally {
    await notices.close();
    await tracker.close();
    receiver.kill();
  }
};

const SECRET = `whsec_${Buffer.alloc(32, 1).toString("base64")}`;

async function arrival(receiver: ChildProcess, count: number): Promise<void> {
  receiver.send(count);
  await once(receiver, "message");
}

/** Sweeps as a service does, without its pauses. */
async function sweepUntil(sweep: Sweep, complete: Promise<void>): Promise<void> {
  let isComplete = false;
  void complete.then(() => {
    isComplete = true;
  });
  while (!isComplete) {
    const { users } = await sweep.round();
    if (users === 0) return complete;
  }
}

async function recordFor(tracker: Tracker, seconds: number, run: string): Promise<number> {
  const startedAt = performance.now();
  const until = startedAt + seconds * 1000;
  let count = 0;
  const lane = async (): Promise<void> => {
    while (performance.now() < until)
      await tracker.record({ userId: `${run}_${count++}`, type: "request", zone: "UTC" });
  };
  await Promise.all(Array.from({ length: SENDERS }, lane));
  return count / ((performance.now() - startedAt) / 1000);
}
