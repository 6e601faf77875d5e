import { Agent, request } from "node:http";
import { join } from "node:path";
import type { BarResult } from "../support/bar.ts";
import type { BenchCase, BenchContext } from "../support/bench-case.ts";
import { ownZone, userId } from "../support/people.ts";
import { inFlight, interleave } from "../support/rounds.ts";
import { KEY, SOURCE_MAIN, startService } from "../support/service.ts";
import { estimate } from "../support/statistics.ts";

const BATCH = 500;
const SENDERS = 8;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Far enough back for the days of a whole run. */
const FIRST_DAY = Math.floor(Date.now() / DAY_MS) * DAY_MS - 90 * DAY_MS + 9 * HOUR_MS;

/** `/v1/activities` on SQLite. */
export const ingestSqlite: BenchCase = (context) => ingest(context, `sqlite:${join(context.folder, "ingest.db")}`);

/** `/v1/activities` on PostgreSQL. */
export const ingestPostgres: BenchCase = async (context) => ingest(context, await context.newDatabase());

/**
 * One service process takes batches of 500 activities from eight senders; an answer means that all of it is durable.
 * A platform's server sends what its learners did: five steps of a lesson each. The harder mix has one activity a user,
 * and so a state, a day and a fact to write for every single one.
 */
async function ingest({ name, sizes, folder }: BenchContext, database: string): Promise<BarResult[]> {
  const service = await startService(database, folder, SOURCE_MAIN);
  const agent = new Agent({ keepAlive: true, maxSockets: SENDERS });
  const users = Math.max(BATCH, sizes.users);
  const sent = new Map<number, number>();

  /** Sends a round of batches, all of them new; each mix has users of its own. @returns activities a second */
  async function round(perUser: number): Promise<number> {
    let number = sent.get(perUser) ?? 0;
    sent.set(perUser, number + sizes.batches * BATCH);
    const bodies = Array.from({ length: sizes.batches }, () => {
      const activities = Array.from({ length: BATCH }, () => activityOf(number++, perUser, users));
      return Buffer.from(JSON.stringify({ activities }));
    });
    const seconds = await inFlight(bodies, SENDERS, (body) => post(`${service.url}/v1/activities`, body, agent));
    return (bodies.length * BATCH) / seconds;
  }

  try {
    const rates = await interleave(sizes.rounds, { lesson: () => round(5), single: () => round(1) }, 1);
    const bar = { kind: "at least", value: 20_000 } as const;
    const unit = "activities/s";
    return [
      { name, what: "5 activities a user", bar, unit, measured: estimate(rates.lesson), detail: { users } },
      { name, what: "1 activity a user", bar, unit, measured: estimate(rates.single), detail: { users } },
    ];
  } finally {
    agent.destroy();
    await service.stop();
  }
}

/** The activity of a running number: users take turns, and everybody's days follow one another. */
function activityOf(number: number, perUser: number, users: number): object {
  const turn = Math.floor(number / perUser);
  const user = (turn % users) + perUser * users;
  const step = number % perUser;
  const at = FIRST_DAY + Math.floor(turn / users) * DAY_MS + step * 60_000;
  const zone = ownZone(user);
  return {
    user_id: userId(user),
    at: new Date(at).toISOString(),
    ...(zone !== undefined && { zone }),
    ...(step === 0 ? { type: "lesson_view", ref: `lesson-${number}` } : { type: "problem_solved", ref: `p-${number}` }),
  };
}

/** Sends one batch; all of it must be accepted. */
function post(url: string, body: Buffer, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${KEY}`,
      "content-type": "application/json",
      "content-length": body.length,
    };
    const call = request(url, { method: "POST", agent, headers }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
      });
      response.once("error", reject).once("end", () => {
        const accepted = response.statusCode === 200 ? (JSON.parse(text) as { accepted: number }).accepted : 0;
        if (accepted === BATCH) resolve();
        else reject(new Error(`${response.statusCode}: ${text.slice(0, 300)}`));
      });
    });
    call.once("error", reject).end(body);
  });
}
