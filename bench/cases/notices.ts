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
/** In minutes: a time of their own, for those who come every evening get a habit. */
const REMIND_AT = 18 * 60;
const SENDERS = 64;
const RULES = {
  milestones: [],
  notices: { holdout: 0, fewerAfter: 0, off: ["streak_at_risk", "weekly_recap", "streak_broken", "win_back"] },
} as const;

/** Learners whose notices go to a receiver in another process, and a clock to lead them by. */
interface Scene {
  readonly tracker: Tracker;
  readonly sweep: Sweep;
  readonly receiver: ChildProcess;
  /** An evening on which all of them were active. */
  evening(): Promise<void>;
  /** An hour of the day after, on which none of them is. */
  nextDay(hour: number): void;
  close(): Promise<void>;
}

/**
 * Everybody's reminder is due at the same minute, on SQLite: from that instant, over the sweep that decides, the rows and
 * the signed calls, to the last arrival in another process.
 */
export const notices: BenchCase = async ({ name, sizes, folder, note }) => {
  const rounds = Math.min(sizes.rounds, 5);
  const many = Math.min(PER_MINUTE, sizes.users);
  const all = await openScene(join(folder, "all.db"), many);
  const leave = async (): Promise<number> => {
    await all.evening();
    const complete = arrival(all.receiver, many);
    all.nextDay(18);
    const startedAt = performance.now();
    await sweepUntil(all.sweep, complete);
    return (performance.now() - startedAt) / 1000;
  };
  const { left } = await interleave(rounds, { left: leave }, 1).finally(all.close);
  note(`${many} notices: ${left.map((seconds) => seconds.toFixed(1)).join(", ")} s`);
  return [
    {
      name,
      what: "notices due at once, until the last has arrived",
      bar: { kind: "at most", value: (60 * many) / PER_MINUTE },
      unit: "s",
      measured: estimate(left),
      detail: { notices: many },
    },
  ];
};

/** What the recording of other learners loses while a minute's worth of notices leaves. */
export const noticesBeside: BenchCase = async ({ name, sizes, folder, note }) => {
  const share = Math.round((Math.min(PER_MINUTE, sizes.users) * WINDOW_SECONDS) / 60);
  const some = await openScene(join(folder, "some.db"), share);
  let run = 0;
  const record = async (isBusy: boolean): Promise<number> => {
    await some.evening();
    // The streaks of those who were recorded before break today: that is no part of it.
    some.nextDay(12);
    await some.sweep.round();
    const complete = isBusy ? arrival(some.receiver, share) : Promise.resolve();
    some.nextDay(isBusy ? 18 : 17);
    const rate = recordFor(some.tracker, WINDOW_SECONDS, `other${run++}`);
    if (isBusy) await sweepUntil(some.sweep, complete);
    return rate;
  };
  const { idle, busy } = await interleave(
    Math.min(sizes.rounds, 8),
    { idle: () => record(false), busy: () => record(true) },
    1,
  ).finally(some.close);
  note(`alone ${idle.map(Math.round).join(", ")}; beside ${busy.map(Math.round).join(", ")} a second`);
  return [
    {
      name,
      what: "recording while a minute's worth leaves, of recording alone",
      bar: { kind: "at least", value: 0.9 },
      unit: "×",
      measured: estimate(busy.map((rate, round) => rate / (idle[round] as number))),
      detail: { notices: share, seconds: WINDOW_SECONDS, alone: Math.round(estimate(idle).median) },
    },
  ];
};

async function openScene(file: string, count: number): Promise<Scene> {
  const receiver = fork(join(import.meta.dirname, "../support/webhook-process.ts"));
  const [url] = (await once(receiver, "message")) as [string];
  let now = FIRST_DAY;
  let setAt = performance.now();
  let day = 0;
  // It goes on from where it was set: a call that failed is made again some seconds later.
  const clock = (): number => now + Math.floor(performance.now() - setAt);
  const set = (instant: number): void => {
    now = instant;
    setAt = performance.now();
  };
  const tracker = await createTracker({ database: `sqlite:${file}`, rules: RULES, sweep: false, clock });
  const channel = createWebhookChannel({ url, secrets: [SECRET], reach: createReach(["127.0.0.1"]) });
  const notices = createNotices({ tracker, texts: createNoticeTexts({ app: "bench" }), channels: [channel] });
  const sweep = createSweep({ tracker });
  const users = Array.from({ length: count }, (_, n) => `u${n}`);
  const wishes = users.map((userId) => ({
    userId,
    changes: [{ kind: "notices", patch: { channels: ["webhook"], remindAt: REMIND_AT } } as const],
  }));
  for (let from = 0; from < count; from += 500) await tracker.applyAll(wishes.slice(from, from + 500));
  return {
    tracker,
    sweep,
    receiver,
    async evening() {
      set(FIRST_DAY + day++ * DAY_MS + 19 * HOUR_MS);
      const at = now;
      await tracker.recordMany(users.map((userId) => ({ userId, type: "request", at, zone: "UTC" })));
      await sweep.round();
    },
    nextDay(hour) {
      set(FIRST_DAY + day * DAY_MS + hour * HOUR_MS + 1_000);
    },
    async close() {
      await notices.close();
      await tracker.close();
      receiver.kill();
    },
  };
}

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
