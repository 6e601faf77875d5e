import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import pg from "pg";
import { answerOf } from "../support/answer-of.ts";
import { exactly } from "../support/bar.ts";
import type { BenchCase } from "../support/bench-case.ts";
import type { LoadOrder } from "../support/load-process.ts";
import { shuffled } from "../support/people.ts";
import { interleave } from "../support/rounds.ts";
import { estimate, perRound } from "../support/statistics.ts";

const NOON = Date.UTC(2026, 0, 12, 12);
const DAY_MS = 86_400_000;
const IN_FLIGHT = 512;
/** One user of so many comes to both processes at once. */
const SHARED_EVERY = 20;

/**
 * One process takes a day's first requests, then two share those of the next day; both of them see every twentieth user.
 * Each process has as many requests in flight. In the end every user must have every day, every fact and a whole streak,
 * once.
 */
export const twoProcessesCase: BenchCase = async ({ name, sizes, newDatabase, note }) => {
  const url = await newDatabase();
  const processes = await Promise.all([startProcess(url), startProcess(url)]);
  const users = shuffled(sizes.users);
  const half = users.length >> 1;
  const shared = users.filter((_, i) => i % SHARED_EVERY === 0);
  const isShared = new Set(shared);
  const halves = [users.slice(0, half), users.slice(half)].map((part) => [
    ...shared,
    ...part.filter((user) => !isShared.has(user)),
  ]);
  let day = 0;
  const run = async (parts: readonly (readonly number[])[]): Promise<number> => {
    const now = NOON + ++day * DAY_MS;
    const startedAt = performance.now();
    await Promise.all(
      parts.map((part, i) => order(processes[i] as ChildProcess, { now, users: part, inFlight: IN_FLIGHT })),
    );
    return users.length / ((performance.now() - startedAt) / 1000);
  };
  const rates = await interleave(sizes.rounds, { one: () => run([users]), two: () => run(halves) });
  for (const process of processes) process.send("close");
  await Promise.all(processes.map((process) => once(process, "exit")));
  const wrong = await faults(url, users.length, day);
  for (const fault of wrong) note(fault);
  return [
    {
      name,
      what: "two processes against one",
      bar: { kind: "more than", value: 1 },
      unit: "×",
      measured: estimate(perRound(rates.two, rates.one, (two, one) => two / one)),
    },
    { name, what: "one process", unit: "users/s", measured: estimate(rates.one) },
    { name, what: "two processes", unit: "users/s", measured: estimate(rates.two) },
    {
      name,
      what: "sums that are wrong",
      bar: { kind: "at most", value: 0 },
      unit: "",
      measured: exactly(wrong.length),
    },
  ];
};

async function startProcess(url: string): Promise<ChildProcess> {
  const child = fork(join(import.meta.dirname, "../support/load-process.ts"), [url, String(NOON)], {
    execArgv: ["--conditions=daystreak-src"],
  });
  await answerOf(child);
  return child;
}

function order(child: ChildProcess, content: LoadOrder): Promise<unknown> {
  const answer = answerOf(child);
  child.send(content);
  return answer;
}

/** What does not add up in the database. */
async function faults(url: string, users: number, days: number): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const wanted: [string, string, number][] = [
      ["users", "SELECT count(*) AS n FROM user_state", users],
      ["days", "SELECT count(*) AS n FROM daily_activity", users * days],
      ["facts of streaks", "SELECT count(*) AS n FROM fact WHERE key LIKE 'streak.%'", users * days],
      ["streaks", "SELECT sum(current_streak) AS n FROM user_state", users * days],
      ["longest streaks", "SELECT sum(max_streak) AS n FROM user_state", users * days],
      ["versions", "SELECT sum(version) AS n FROM user_state", users * days],
    ];
    const wrong: string[] = [];
    for (const [what, text, expected] of wanted) {
      const n = Number((await client.query(text)).rows[0].n);
      if (n !== expected) wrong.push(`${what}: ${n} instead of ${expected}`);
    }
    return wrong;
  } finally {
    await client.end();
  }
}
