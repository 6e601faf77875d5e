import { DAY_MS, LATEST_DATE } from "../../core/calendar.ts";
import { DaystreakError } from "../../core/errors.ts";
import type { UserState } from "../../core/state.ts";
import type { Tracker } from "../../tracker/tracker.ts";
import { CHECK_PREFIX, type CheckDay, liveThrough } from "../check-learner.ts";
import type { Command, Io } from "../command.ts";
import { DATABASE_FLAGS, RULES_FLAGS } from "../common-flags.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { type Flags, invalid } from "../flags.ts";
import { openScratch, openTracker } from "../open-tracker.ts";
import { createPaint } from "../paint.ts";
import { createProgress } from "../progress.ts";
import { verifyUser } from "../verify-user.ts";
import { counted, table } from "../wording.ts";

const PAGE_USERS = 500;
/** Users read at the same time: hides the way to the database and back. */
const AT_ONCE = 8;
/** Users whose differences are printed; JSON has all. */
const USERS_SHOWN = 20;

interface Wrong {
  readonly user_id: string;
  readonly differences: readonly string[];
}

/** `daystreak check`: is what is stored what it must be, and does a streak do what it should? */
export const check: Command = {
  name: "check",
  summary: "verify stored streaks; simulate a learner's days",
  usage: "[--user-id USER] [--simulate-days N] [flags]",
  about: [
    "Without --simulate-days: reads every user (or one) and compares days, both streaks, longest, freezes and each date's status with what the day rows and protections amount to. Every difference is told in a sentence; exit code 1 if there is any. Nothing is changed.",
    "With --simulate-days: a learner lives through N days up to today in a throw-away database, everything sent twice, and the streak is shown day by day. --write does it in the real database, by its rules and with a user of its own whose id begins with daystreak-check-.",
  ],
  flags: {
    "user-id": { value: "USER", text: "only this user; with --simulate-days the learner's id" },
    "simulate-days": { value: "N", text: "simulate this many days, 1 to 3660" },
    miss: { value: "DAYS", text: "days on which the learner stays away, such as 4,9" },
    write: { text: "simulate in the real database" },
    ...DATABASE_FLAGS,
    ...RULES_FLAGS,
  },
  examples: [
    ["daystreak check", "verify every stored streak"],
    ["daystreak check --user-id 28400 --json", "verify one, for a script"],
    ["daystreak check --simulate-days 10 --miss 4", "see a streak break and start again, touching nothing"],
    ["daystreak check --simulate-days 5 --write", "the same path through the real database"],
  ],
  async run(flags, io) {
    const days = flags.count("simulate-days", 1, 3660);
    if (days !== undefined) return await simulateDays(flags, io, days);
    for (const flag of ["miss", "write", "rules"]) {
      if (flags.on(flag) || flags.text(flag) !== undefined) throw invalid(`--${flag} goes with --simulate-days N`);
    }
    return await verifyStored(flags, io);
  },
};

async function verifyStored(flags: Flags, io: Io): Promise<ExitCode> {
  const only = flags.text("user-id");
  const tracker = await openTracker(flags, io, { create: false });
  try {
    const wrong: Wrong[] = [];
    let checked = 0;
    const progress = createProgress(io, "users");
    for await (const page of only === undefined ? allUsers(tracker) : [[await oneUser(tracker, only)]]) {
      if (io.signal.aborted) return EXIT.interrupted;
      for (let i = 0; i < page.length; i += AT_ONCE) {
        const found = await Promise.all(page.slice(i, i + AT_ONCE).map((state) => differencesOf(tracker, state)));
        wrong.push(...found.filter(({ differences }) => differences.length > 0));
      }
      checked += page.length;
      progress.update({ done: checked, share: undefined });
    }
    if (io.json) io.out(JSON.stringify({ checked, wrong }));
    else for (const line of verdictLines(checked, wrong, io)) io.out(line);
    return wrong.length === 0 ? EXIT.ok : EXIT.problems;
  } finally {
    await tracker.close();
  }
}

async function* allUsers(tracker: Tracker): AsyncGenerator<UserState[]> {
  for (let after: string | undefined; ; ) {
    const page = await tracker.store.users(PAGE_USERS, after);
    if (page.length > 0) yield page;
    if (page.length < PAGE_USERS) return;
    after = page.at(-1)?.userId;
  }
}

async function oneUser(tracker: Tracker, userId: string): Promise<UserState> {
  const state = await tracker.store.state(userId);
  if (state === undefined)
    throw new DaystreakError("user_unknown", `no user ${JSON.stringify(userId)} has ever been seen`);
  return state;
}

/** Rows read beside a state that is changing meanwhile belong to another version of it: such a user is read again. */
async function differencesOf(tracker: Tracker, known: UserState): Promise<Wrong> {
  const { store, book } = tracker;
  let state = known;
  for (;;) {
    const [records, protections] = await Promise.all([
      store.days(state.userId, 0, LATEST_DATE),
      store.protections(state.userId, 0, LATEST_DATE),
    ]);
    const differences = verifyUser({ state, records, protections }, book);
    const after = differences.length === 0 ? state : await store.state(state.userId);
    if (after === undefined || after.version === state.version) return { user_id: state.userId, differences };
    state = after;
  }
}

function verdictLines(checked: number, wrong: readonly Wrong[], io: Io): string[] {
  const paint = createPaint(io.colour);
  const lines = wrong
    .slice(0, USERS_SHOWN)
    .flatMap(({ user_id, differences }) => [
      paint("bold", user_id),
      ...differences.map((difference) => `  ${difference}`),
    ]);
  if (wrong.length > USERS_SHOWN)
    lines.push(`… and ${counted(wrong.length - USERS_SHOWN, "more user")}; --json lists all`);
  const verdict =
    wrong.length === 0
      ? paint("green", "every stored streak is what its days make it")
      : paint("red", `${counted(wrong.length, "user")} wrong`);
  return [...lines, `Checked ${counted(checked, "user")}: ${verdict}.`];
}

async function simulateDays(flags: Flags, io: Io, days: number): Promise<ExitCode> {
  const present = io.now();
  const clock = { now: present };
  const write = flags.on("write");
  const fresh = `${CHECK_PREFIX}${new Date(present).toISOString().replace(/\D/g, "").slice(0, 17)}`;
  const userId = flags.text("user-id") ?? fresh;
  if (write && !userId.startsWith(CHECK_PREFIX)) {
    throw invalid(`--write touches only users it made: leave --user-id out, or begin it with ${CHECK_PREFIX}`);
  }
  const missed = missedDays(flags.text("miss"), days);
  const tracker = write
    ? await openTracker(flags, io, { create: false, clock: () => clock.now })
    : await openScratch(flags, io, () => clock.now);
  try {
    if (write && (await tracker.store.state(userId)) !== undefined) {
      throw invalid(`${userId} is there already: leave --user-id out for a new one`);
    }
    const last = Math.floor(present / DAY_MS) - (present % DAY_MS < DAY_MS / 2 ? 1 : 0);
    const lived = await liveThrough({ tracker, clock, userId, days, missed, last });
    const state = await tracker.store.state(userId);
    const { differences } = state === undefined ? { differences: [] } : await differencesOf(tracker, state);
    const problems = [...lived.flatMap((day) => day.problems), ...differences];
    if (io.json) io.out(JSON.stringify({ user_id: userId, written: write, days: lived, problems }));
    else for (const line of livedLines(lived, problems, write ? userId : undefined, io)) io.out(line);
    return problems.length === 0 ? EXIT.ok : EXIT.problems;
  } finally {
    await tracker.close();
  }
}

function missedDays(text: string | undefined, days: number): Set<number> {
  const missed = new Set<number>();
  for (const part of text?.split(",") ?? []) {
    const day = Number(part);
    if (!/^\d+$/.test(part.trim()) || day < 1 || day > days)
      throw invalid(`--miss takes days from 1 to ${days}, such as 4,9`);
    missed.add(day);
  }
  return missed;
}

function livedLines(
  lived: readonly CheckDay[],
  problems: readonly string[],
  userId: string | undefined,
  io: Io,
): string[] {
  const paint = createPaint(io.colour);
  const [head, ...rows] = table([
    ["day", "date", "the learner", "streak", "longest", "goal", "state"],
    ...lived.map((day) => [day.day, day.date, day.did, day.current_streak, day.max_streak, day.goal_streak, day.state]),
  ]);
  const end =
    problems.length === 0
      ? paint("green", "Everything was sent twice and counted once; the stored streak is what the days make it.")
      : paint("red", `${counted(problems.length, "problem")}.`);
  const where =
    userId === undefined ? "In a throw-away database: nothing was kept." : `Kept in the database as ${userId}.`;
  return [paint("dim", head as string), ...rows, "", ...problems.map((problem) => `  ${problem}`), end, where];
}
