import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { createMetrics } from "../../src/metrics/metrics.ts";
import { underMetricsLease } from "../../src/metrics/metrics-lease.ts";
import { rebuildMetrics } from "../../src/metrics/rebuild-metrics.ts";
import { METRICS } from "../../src/metrics/registry.ts";
import { openStore } from "../../src/storage/open.ts";
import { createTracker } from "../../src/tracker/create-tracker.ts";
import { createRandom, type Random } from "../fuzz/random.ts";
import { jsonOf, type RunningService, startService } from "../server/support.ts";
import { freshDatabase } from "../support/fresh-database.ts";
import { type Ask, DEFINITIONS, type Learner, type TruthRow, textOf } from "./truth/definitions.ts";
import { learnersOf, type Person, randomWorld, type Sent, type World } from "./truth/world.ts";

const folder = mkdtempSync(join(tmpdir(), "daystreak-definitions-"));
afterAll(() => rmSync(folder, { recursive: true }));

const DAY_MS = 86_400_000;
/** Numbers of processes rather than of users. */
const OTHERS = ["operations"];
/** Added up: what erased users added stays until reports are made again. */
const ADDED_UP = ["problems_solved", "lessons_completed", "lesson_views", "punch_card"];
/** Facts depend on when things arrived. */
const OF_ARRIVAL = ["streak_facts"];

const sample = Number(process.env.DAYSTREAK_PROPERTY_SEED ?? 1);
const runs = Number(process.env.DAYSTREAK_PROPERTY_RUNS ?? 0);
let files = 0;
const engines = [
  ["SQLite", runs || 2, async () => ({ url: `sqlite:${join(folder, `${++files}.db`)}`, drop: async () => undefined })],
  ["PostgreSQL", runs || 1, () => freshDatabase()],
] as const;

/** Two services on one database, and what has been taken in so far. */
class Stage {
  readonly random: Random;
  readonly world: World;
  readonly #url: string;
  readonly #rules: string;
  #services: RunningService[] = [];
  #people: readonly Person[];
  readonly #sent: Sent[] = [];
  readonly #excused = new Map<string, Set<number>>();
  readonly #erasedAt = new Map<string, number>();
  #isErased = false;
  now: number;

  constructor(url: string, seed: number) {
    this.random = createRandom(seed);
    this.world = randomWorld(this.random);
    this.#url = url;
    this.#people = this.world.people;
    this.now = (this.world.first + 2) * DAY_MS;
    this.#rules = join(folder, `rules-${++files}.json`);
    const dayStart = `${String(this.world.dayStart / 60).padStart(2, "0")}:00`;
    writeFileSync(this.#rules, JSON.stringify({ dayStart, restDays: this.world.restDays, bridgeTravel: false }));
  }

  async open(): Promise<void> {
    for (let i = 0; i < 2; i++) await this.#start(i);
    for (const { id, groups, fixedZone, restDays } of this.#people) {
      const settings = { ...(fixedZone && { zone: fixedZone }), ...(restDays && { rest_days: restDays }) };
      await this.#change("PATCH", `/v1/users/${id}`, { groups, ...settings });
    }
    const histories = this.#people.flatMap(({ id, taken }) => (taken === undefined ? [] : [{ id, ...taken }]));
    for (const { id, dates, problems, streak } of histories) {
      const complete = problems.map((solved) => solved >= 3);
      const max = streak.current;
      const history = { dates, problems, complete, lessons: {}, zone: "UTC", joinedOn: null, lastLogin: null };
      const [outcome] = await this.#one().tracker.change(id, [
        { kind: "legacy", history: { ...history, streak: { ...streak, max } } },
      ]);
      expect(outcome?.status).toBe("accepted");
    }
  }

  async #start(place: number): Promise<void> {
    const flags = { database: this.#url, rules: this.#rules, "default-zone": this.world.defaultZone };
    this.#services[place] = await startService(flags, { clock: () => this.now });
  }

  #one(): RunningService {
    return this.random.pick(this.#services);
  }

  async #change(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await this.#one().call(method, path, {
      headers: { "content-type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const answer = await jsonOf(response);
    expect([path, response.status, answer]).toEqual([path, 200, answer]);
    return answer;
  }

  /** Takes in what happened so far, most of it: in any order, some of it twice, through both at once. */
  async take(): Promise<void> {
    const all = this.#people.flatMap(({ activities }) => activities).filter(({ at }) => at <= this.now);
    const isLast = this.now >= (this.world.last + 1) * DAY_MS;
    const chosen = all.filter((one) => !this.#sent.includes(one) && (isLast || !this.random.oneIn(3)));
    const again = this.#sent.filter(({ id, user_id }) => {
      return id !== undefined && !this.#isForgotten(user_id) && this.random.oneIn(10);
    });
    const mixed = shuffled(this.random, [...chosen, ...again]);
    const size = 1 + this.random.below(60);
    const posts: Promise<unknown>[] = [];
    for (let from = 0; from < mixed.length; from += size) {
      const post = this.#change("POST", "/v1/activities", { activities: mixed.slice(from, from + size) });
      posts.push(post.then((answer) => expect(refusalsOf(answer)).toEqual([])));
      if (!this.random.oneIn(3)) await Promise.all(posts.splice(0));
    }
    await Promise.all(posts);
    this.#sent.push(...chosen);
  }

  /** Whoever was erased longer ago may begin anew. */
  #isForgotten(userId: string): boolean {
    return this.now - (this.#erasedAt.get(userId) ?? this.now) > 6 * DAY_MS;
  }

  /** Something that may happen at any time. */
  async happen(): Promise<void> {
    const deed = this.random.below(6);
    if (deed === 0) await this.#restart();
    else if (deed === 1) await this.#keep();
    else if (deed === 2) await this.rebuild();
    else if (deed === 3) await this.#erase();
    else if (deed === 4) await this.#excuse();
    else this.now += this.random.pick([10, 40]) * 60_000;
  }

  async #restart(): Promise<void> {
    const place = this.random.below(2);
    await this.#services[place]?.close();
    await this.#start(place);
  }

  async #tool(work: (tracker: Awaited<ReturnType<typeof createTracker>>) => Promise<unknown>): Promise<void> {
    const tracker = await createTracker({
      store: await openStore(this.#url),
      defaultZone: this.world.defaultZone,
      clock: () => this.now,
    });
    await work(tracker).finally(() => tracker.close());
  }

  /** Writes down what reports are made of, as one of the services does every minute. */
  #keep(): Promise<void> {
    return this.#tool(async (tracker) => {
      const { store, now } = tracker;
      const onError = (error: unknown): void => expect.fail(String(error));
      await createMetrics({ store, book: () => tracker.book, now, onError }).keeper.round();
    });
  }

  /** What `daystreak rebuild --metrics` does. */
  async rebuild(): Promise<void> {
    await this.#tool(async ({ store, book, now }) => {
      const made = await underMetricsLease({ shared: store.shared, holder: "rebuild", now }, () =>
        rebuildMetrics({ store, book: () => book, now }),
      );
      expect(made).toBeDefined();
    });
    this.#isErased = false;
  }

  async #erase(): Promise<void> {
    const person = this.random.pick(this.#people);
    if (this.#people.length < 3) return;
    await this.#change("DELETE", `/v1/users/${person.id}?reason=asked`);
    this.#people = this.#people.filter((other) => other !== person);
    this.#erasedAt.set(person.id, this.now);
    this.#isErased = true;
  }

  async #excuse(): Promise<void> {
    const person = this.random.pick(this.#people);
    const from = Math.floor(this.now / DAY_MS) - this.random.below(10);
    const to = from + this.random.pick([0, 1, 60]);
    const kind = this.random.pick(["excuses", "pauses"]);
    const body = { from: textOf(from), to: textOf(to), reason: "ill", id: `act-${from}-${to}-${kind}` };
    await this.#change("POST", `/v1/users/${person.id}/${kind}`, body);
    const dates = this.#excused.get(person.id) ?? new Set();
    for (let day = from; day <= to; day++) dates.add(day);
    this.#excused.set(person.id, dates);
  }

  /** Compares every number of one random question with a count from the definitions. */
  async compare(): Promise<void> {
    for (const name of METRICS.keys()) {
      const define = DEFINITIONS[name];
      if (define === undefined || (this.#isErased && ADDED_UP.includes(name))) continue;
      const metric = METRICS.get(name);
      const ask = this.#ask(metric?.hasPeriods === true);
      const group = metric?.isOfEverybody !== true && this.random.oneIn(4) ? "maths" : undefined;
      const learners = this.#learners(group);
      const query = new URLSearchParams({ from: textOf(ask.from), to: textOf(ask.to), ...(group && { group }) });
      if (metric?.hasPeriods === true) query.set("period", ask.period);
      const path = `/api/admin/metrics/${name}/?${query}`;
      const { rows, previous } = (await this.#change("GET", `${path}&compare=previous`)) as Compared;
      const at = `${path} with day start ${this.world.dayStart} and rest days ${this.world.restDays}`;
      expect(rows, at).toEqual(define(learners, ask));
      const before = { from: dayOf(previous.from), to: dayOf(previous.to), period: ask.period };
      expect(previous.rows, `before ${at}`).toEqual(define(learners, before));
      if (!this.random.oneIn(4)) continue;
      const table = await (await this.#one().call("GET", `${path}&format=csv`)).text();
      if (rows.length > 0) expect(table, at).toBe(tableOf(rows));
    }
  }

  #learners(group: string | undefined): Learner[] {
    const counted = this.#people.filter(({ groups }) => group === undefined || groups.includes(group));
    return learnersOf(this.world, counted, this.#sent, this.#excused);
  }

  /** From long before anything to long after it, one date, a few, or more than a year. */
  #ask(hasPeriods: boolean): Ask {
    const { first, last } = this.world;
    const period = hasPeriods ? this.random.pick(["day", "week", "month"] as const) : "day";
    const from = first - 45 + this.random.below(last - first + 60);
    const length = this.random.pick([1, 1, 7, 30, 90, 90, 400]);
    return { from, to: from + length - 1, period };
  }

  async close(): Promise<void> {
    await Promise.all(this.#services.map(({ close }) => close()));
  }
}

/** An answer with the dates before. */
interface Compared {
  readonly rows: TruthRow[];
  readonly previous: { readonly from: string; readonly to: string; readonly rows: TruthRow[] };
}

function dayOf(date: string): number {
  return Date.parse(date) / DAY_MS;
}

function shuffled<T>(random: Random, list: readonly T[]): T[] {
  const all = [...list];
  for (let i = all.length - 1; i > 0; i--) {
    const other = random.below(i + 1);
    [all[i], all[other]] = [all[other] as T, all[i] as T];
  }
  return all;
}

/** Why activities were not taken in, other than that their user was erased. */
function refusalsOf(answer: unknown): unknown[] {
  const { rejected } = answer as { rejected: readonly { readonly code: string }[] };
  return rejected.filter(({ code }) => code !== "user_erased");
}

/** Rows as a table; no text of theirs needs quotes. */
function tableOf(rows: readonly TruthRow[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const lines = rows.map((row) => columns.map((column) => row[column] ?? "").join(","));
  return [columns.join(","), ...lines, ""].join("\r\n");
}

describe.each(engines)("numbers of two services on one database, on %s", (_, worlds, place) => {
  it.each(Array.from({ length: worlds }, (_unused, i) => sample * 1_000 + i))(
    "are what their definitions say, in world %i",
    async (seed) => {
      const { url, drop } = await place();
      const stage = new Stage(url, seed);
      try {
        await stage.open();
        await stage.compare();
        for (const progress of [0.3, 0.6, 0.9, 1]) {
          const { first, last } = stage.world;
          stage.now = Math.max(stage.now, Math.round((first + 1.2 + (last - first) * progress) * DAY_MS));
          await stage.take();
          await stage.happen();
          await stage.happen();
          await stage.compare();
        }
        await stage.rebuild();
        await stage.compare();
      } finally {
        await stage.close();
        await drop();
      }
    },
  );

  it("are all defined", () => {
    const known = [...Object.keys(DEFINITIONS), ...OTHERS, ...OF_ARRIVAL];
    expect(known.sort()).toEqual([...METRICS.keys()].sort());
  });
});
