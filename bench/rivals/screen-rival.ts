import { readFileSync } from "node:fs";
import type { DayNumber } from "../../src/core/calendar.ts";
import type { DaySets } from "../../src/metrics/day-sets.ts";
import { PART_USERS, usersOf } from "../../src/metrics/user-bits.ts";
import type { ScreenNumbers } from "../support/first-screen.ts";
import { FIRST, TODAY } from "../support/year-of-users.ts";

/** A database that answers the first screen by SQL over one row a user-day. */
export interface ScreenRival {
  readonly name: string;
  /** How many times as fast the sets must be. */
  readonly ratio: number;
  /** Seconds until the rows were there and ready to be asked about. */
  readonly loadSeconds: number;
  /** Answers the questions of `first-screen.sql`. */
  ask(): Promise<ScreenNumbers>;
  close(): Promise<void>;
}

const QUESTIONS = ["daily", "retention", "l28", "streaks"] as const;
const WEEKS = 12;

/** Asks the four questions, one after the other. */
export async function askAll(query: (sql: string) => Promise<readonly unknown[][]>): Promise<ScreenNumbers> {
  const answers: Record<string, number[][]> = {};
  for (const [index, name] of QUESTIONS.entries()) {
    const rows = await query(texts()[index] as string);
    answers[name] = rows.map((row) => row.map(Number));
  }
  return answers as unknown as ScreenNumbers;
}

/** The users of each date, as ordinals. */
export function* usersByDate({ parts }: DaySets): Generator<[day: DayNumber, users: number[]]> {
  for (let day = FIRST; day <= TODAY; day++) {
    yield [
      day,
      parts.flatMap((part, i) => [...usersOf(part.users("active", day))].map((user) => i * PART_USERS + user)),
    ];
  }
}

function texts(): string[] {
  const file = readFileSync(new URL("first-screen.sql", import.meta.url), "utf8");
  const [today, from] = [String(TODAY), String(TODAY - 7 * WEEKS + 1)];
  return file
    .replaceAll(/^--.*$/gm, "")
    .replaceAll(":today", today)
    .replaceAll(":from", from)
    .split(";");
}
