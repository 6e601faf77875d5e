import { closeSync, openSync, writeSync } from "node:fs";
import { type DayNumber, formatDate } from "../core/calendar.ts";
import { problemsOf } from "../importers/legacy/import-legacy.ts";
import { createLedger } from "../importers/legacy/ledger.ts";
import type { LegacySource } from "../importers/legacy/legacy-source.ts";
import { type LegacyUser, readLegacy } from "../importers/legacy/read-legacy.ts";
import { REASONS, type Reason, type VerifiedUser, verifyLegacyUser } from "../importers/legacy/verify-legacy.ts";
import type { Tracker } from "../tracker/tracker.ts";
import type { Io } from "./command.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { invalid } from "./flags.ts";
import { createPaint } from "./paint.ts";
import { createProgress } from "./progress.ts";
import { counted, grouped, table } from "./wording.ts";

/** What a comparison needs. */
export interface VerifyOptions {
  readonly tracker: Tracker;
  readonly source: LegacySource;
  readonly earliest: DayNumber;
  readonly zone: string;
  /** Where every user's numbers are written. */
  readonly csv: string | undefined;
  readonly io: Io;
}

/** Users read from the store at the same time. */
const AT_ONCE = 16;
const USERS_SHOWN = 20;
const LATEST_DATE = 2_932_896;
const NUMBERS = ["current", "max", "last", "days", "problems"] as const;

/** Compares every user of another system with what Daystreak stores: a table, a CSV where one is asked for, a summary. */
export async function verifyAll(options: VerifyOptions): Promise<ExitCode> {
  const { tracker, source, io } = options;
  const { store, book } = tracker;
  const csv = options.csv === undefined ? undefined : openCsv(options.csv);
  const shown: VerifiedUser[] = [];
  const reasons = new Map<Reason, { users: number; numbers: number }>();
  const side = { users: 0, both: 0, onlyTheirs: 0, onlyOurs: 0 };
  let [users, equal, unexplained] = [0, 0, 0];
  const progress = createProgress(io, "users");

  const take = (user: VerifiedUser): void => {
    users++;
    if (csv !== undefined) writeSync(csv, csvLine(user));
    if (user.sideBySide !== undefined) {
      side.users++;
      for (const key of ["both", "onlyTheirs", "onlyOurs"] as const) side[key] += user.sideBySide[key];
    }
    for (const why of new Set(user.differences.map((difference) => difference.why))) {
      const known = reasons.get(why) ?? { users: 0, numbers: 0 };
      known.users++;
      known.numbers += user.differences.filter((difference) => difference.why === why).length;
      reasons.set(why, known);
    }
    if (user.differences.length === 0) equal++;
    else if (shown.length < USERS_SHOWN) shown.push(user);
    if (user.differences.some(({ why }) => why === "unexplained" || why === "not_imported")) unexplained++;
  };
  const compare = async (some: readonly LegacyUser[]): Promise<void> => {
    const verified = await Promise.all(
      some.map(async (user) => {
        const state = await store.state(user.userId);
        const records = state === undefined ? [] : await store.days(user.userId, 0, LATEST_DATE);
        return verifyLegacyUser(user, state, records, tracker.now(), book);
      }),
    );
    verified.forEach(take);
    progress.update({ done: users, share: source.counts.users === 0 ? undefined : users / source.counts.users });
  };

  try {
    let waiting: LegacyUser[] = [];
    for await (const user of readLegacy({
      source,
      ledger: createLedger(source.tables, () => undefined),
      now: tracker.now(),
      earliest: options.earliest,
      zone: options.zone,
      goalProblems: problemsOf(book),
      ownSince: () => undefined,
    })) {
      if (io.signal.aborted) return EXIT.interrupted;
      waiting.push(user);
      if (waiting.length < AT_ONCE) continue;
      await compare(waiting);
      waiting = [];
    }
    await compare(waiting);
  } finally {
    if (csv !== undefined) closeSync(csv);
  }
  const summary = [...reasons].sort(([, a], [, b]) => b.users - a.users);
  if (io.json) {
    const differing = users - equal;
    const why = summary.map(([reason, counts]) => ({ reason, text: REASONS[reason], ...counts }));
    io.out(JSON.stringify({ users, equal, differing, unexplained, reasons: why, side_by_side: side, shown }));
  } else for (const line of lines()) io.out(line);
  return unexplained === 0 ? EXIT.ok : EXIT.problems;

  function lines(): string[] {
    const paint = createPaint(io.colour);
    const text = shown.length === 0 ? [] : [...table([HEAD, ...shown.map(row)]), ""];
    if (users - equal > shown.length) {
      const rest = counted(users - equal - shown.length, "more user");
      text.splice(-1, 0, `… and ${rest}${options.csv === undefined ? " (all of them with --csv FILE)" : ""}`);
    }
    text.push(paint("bold", `${counted(users, "user")}: ${grouped(equal)} are the same in both systems`));
    text.push(...table(summary.map(([reason, counts]) => [`  ${REASONS[reason]}`, counts.users])));
    if (side.users > 0) {
      text.push(
        "",
        `Side by side, of ${counted(side.users, "user")} since their first own date: ${grouped(side.both)} dates in both, ` +
          `${grouped(side.onlyOurs)} only in Daystreak, ${grouped(side.onlyTheirs)} only in the original.`,
      );
    }
    const verdict =
      unexplained === 0
        ? paint("green", "Every difference is explained.")
        : paint("red", `${counted(unexplained, "user")} differ without a reason, or are not imported.`);
    return [...text, "", options.csv === undefined ? verdict : `${verdict} All users: ${options.csv}`];
  }
}

const HEAD = ["user", "", "current", "max", "last date", "days", "problems", "why"];

function row({ userId, theirs, ours, differences }: VerifiedUser): string[] {
  const pair = (what: (typeof NUMBERS)[number]): string =>
    theirs[what] === ours[what] ? theirs[what] || "-" : `${theirs[what] || "-"} → ${ours[what] || "-"}`;
  const why = [...new Set(differences.map((difference) => REASONS[difference.why]))].join("; ");
  return [userId, "", ...NUMBERS.map(pair), why];
}

function openCsv(path: string): number {
  try {
    const file = openSync(path, "w");
    const columns = [...NUMBERS.map((name) => `original_${name}`), ...NUMBERS.map((name) => `daystreak_${name}`)];
    const more = [
      "current_now",
      "implied_days",
      "own_since",
      "dates_both",
      "dates_only_daystreak",
      "dates_only_original",
    ];
    writeSync(file, `${["user_id", ...columns, ...more, "differs", "why"].join(",")}\n`);
    return file;
  } catch (cause) {
    throw invalid(`the comparison cannot be written to ${path}: ${(cause as Error).message}`, cause);
  }
}

function csvLine({ userId, theirs, ours, now, implied, sideBySide, differences }: VerifiedUser): string {
  const { since, both, onlyOurs, onlyTheirs } = sideBySide ?? {};
  const cells = [
    userId,
    ...NUMBERS.map((name) => theirs[name]),
    ...NUMBERS.map((name) => ours[name]),
    now,
    implied,
    since === undefined ? "" : formatDate(since),
    both ?? "",
    onlyOurs ?? "",
    onlyTheirs ?? "",
    differences.map(({ what }) => what).join(" "),
    differences.map(({ what, why }) => `${what}: ${REASONS[why]}`).join("; "),
  ];
  return `${cells.map((cell) => quotedCell(String(cell))).join(",")}\n`;
}

function quotedCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
