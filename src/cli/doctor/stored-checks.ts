import { isDeepStrictEqual } from "node:util";
import { DAY_MS } from "../../core/calendar.ts";
import type { Rules } from "../../core/rules.ts";
import type { Probe } from "../../storage/probe.ts";
import type { Tracker } from "../../tracker/tracker.ts";
import { readUser, userPages } from "../read-user.ts";
import { verifyUser } from "../verify-user.ts";
import { counted } from "../wording.ts";
import { type Finding, fine, problem, warning } from "./finding.ts";

const SAMPLE_USERS = 200;
const AT_ONCE = 8;
const USERS_SHOWN = 5;
const READS = 20;
const NOTICE_DAYS = 28;
const SLOW_READ_MS = 20;
const SLOW_WRITE_MS = 100;

/** The rules in force, and whether the file of the configuration says the same. */
export function checkRules({ book }: Tracker, configured: Rules | undefined): Finding {
  const newest = book.versions.at(-1);
  if (newest === undefined) return fine("rules", "none are stored yet: the first start stores them");
  const { primary, goal } = newest.rules;
  const since =
    book.versions.length === 1 ? "for all dates" : `the newest from ${new Date(newest.effectiveAt).toISOString()}`;
  const text = `${counted(book.versions.length, "version")}, ${since}; primary streak ${primary}, goal ${JSON.stringify(goal)}`;
  if (configured === undefined || isDeepStrictEqual(newest.rules, configured)) return fine("rules", text);
  const advice =
    "they are taken over when the service starts, from each user's next local date on; history needs rebuild --rules";
  return warning("rules", `${text}; the rules of the configuration differ`, advice);
}

/** Stored numbers against what the records amount to, of some users or all. */
export async function checkStored(
  tracker: Tracker,
  probe: Probe,
  all: boolean,
  onProgress: (users: number) => void,
): Promise<Finding> {
  let users = 0;
  const wrong: string[] = [];
  for await (const ids of all ? allIds(tracker) : [await probe.someUsers(SAMPLE_USERS)]) {
    for (let i = 0; i < ids.length; i += AT_ONCE) {
      const some = ids.slice(i, i + AT_ONCE);
      const found = await Promise.all(some.map((userId) => isWrong(tracker, userId)));
      wrong.push(...some.filter((_, index) => found[index]));
      users += some.length;
      onProgress(users);
    }
  }
  const looked = `${counted(users, "user")} ${all ? "in all" : "by chance"}`;
  if (wrong.length === 0) return fine("numbers", `${looked}: every stored number is what its records make it`);
  const shown = wrong.slice(0, USERS_SHOWN).join(", ") + (wrong.length > USERS_SHOWN ? ", …" : "");
  return problem(
    "numbers",
    `${looked}: ${wrong.length} differ from their records: ${shown}`,
    "see: daystreak rebuild --all",
  );
}

async function* allIds({ store }: Tracker): AsyncGenerator<string[]> {
  for await (const page of userPages(store)) yield page.map(({ userId }) => userId);
}

async function isWrong({ store, book }: Tracker, userId: string): Promise<boolean> {
  const state = await store.state(userId);
  const input = state === undefined ? undefined : await readUser(store, state);
  return input !== undefined && verifyUser(input, book).length > 0;
}

/** Whether notices leave: none given up of the last weeks, sending not paused, and no receiver gone. */
export async function checkNotices({ store, now }: Tracker): Promise<Finding> {
  const since = await store.notices.pausedSince();
  if (since !== undefined) {
    const text = `nothing is sent since ${new Date(since).toISOString()}`;
    return warning("notices", text, "go on with POST /api/admin/notices/pause/; see the guide");
  }
  const [gone] = await store.notices.gone();
  if (gone !== undefined) {
    const { channel, receiver } = gone;
    const text = `${channel}: nothing is sent to ${receiver || "its receiver"} since ${new Date(gone.since).toISOString()}; it answered that it is gone`;
    return warning("notices", text, `once it is back: daystreak notices enable ${channel}`);
  }
  const today = Math.floor(now() / DAY_MS);
  const counts = (await store.notices.deliveryCounts(today - NOTICE_DAYS, today + 2)).filter(
    ({ mark }) => mark === null,
  );
  const of = (state: string): number => counts.reduce((sum, one) => sum + (one.state === state ? one.count : 0), 0);
  const text = `${counted(of("sent"), "delivery", "deliveries")} of the last ${NOTICE_DAYS} days, ${of("waiting")} waiting`;
  if (of("dead") === 0) return fine("notices", text);
  const advice = "see daystreak notices due; once the receiver is well again: daystreak notices replay";
  return warning("notices", `${text}, ${of("dead")} given up`, advice);
}

/** How long a read and a durable write take: a lease of the doctor's own, taken and given back. */
export async function checkSpeed({ store, now }: Tracker): Promise<Finding> {
  const read = await medianMs(READS, () => store.state("no such user"));
  const holder = crypto.randomUUID();
  const write = await medianMs(5, () => store.shared.lease("doctor", holder, now(), now() + 1_000));
  await store.shared.release("doctor", holder);
  const text = `a read takes ${read.toFixed(2)} ms, a durable write ${write.toFixed(2)} ms`;
  if (read < SLOW_READ_MS && write < SLOW_WRITE_MS) return fine("speed", text);
  return warning("speed", text, "look for a busy disk, a distant database or long transactions; see the guide: slow");
}

async function medianMs(times: number, work: () => Promise<unknown>): Promise<number> {
  const took: number[] = [];
  for (let i = 0; i < times; i++) {
    const startedAt = performance.now();
    await work();
    took.push(performance.now() - startedAt);
  }
  return took.sort((a, b) => a - b)[times >> 1] as number;
}
