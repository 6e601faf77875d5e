/**
 * Tells random stories of learners to running services and to the brute-force model of the rules (`test/model`), and
 * compares every field of every answer: now, as of earlier instants, and as of instants to come.
 *
 *   node --conditions=daystreak-src scripts/check-rules.ts [--seed N] [--services 8] [--learners 60]
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual, parseArgs } from "node:util";
import { createRandom, type Random } from "../src/cli/simulation/random.ts";
import { formatDate } from "../src/core/calendar.ts";
import type { Goal } from "../src/core/rules.ts";
import { formatClock } from "../src/core/rules-check.ts";
import { calendarOf } from "../test/model/calendar.ts";
import { explanationOf } from "../test/model/explanation.ts";
import type { ModelRules } from "../test/model/history.ts";
import { Model, type ModelView, type SettingsChange } from "../test/model/model.ts";
import { expected } from "../test/model/replay.ts";
import { type Act, type Learner, randomLearner } from "./random-learner.ts";
import { differencesOf, explained } from "./rule-answers.ts";
import { type Caller, CLI, withService } from "./rule-service.ts";

const DAY = 86_400_000;
const GOALS: readonly Goal[] = [
  { problems: 1 },
  { problems: 2 },
  { problems: 3 },
  { lessons: 1 },
  { minutes: 10 },
  { points: 3, weights: { problem_solved: 2, lesson_view: 1, lesson_completed: 3 } },
];

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    services: { type: "string", default: "8" },
    learners: { type: "string", default: "60" },
  },
});
const differences: string[] = [];
let compared = 0;
for (let i = 0; i < Number(values.services); i++) await checkService(i);
process.stdout.write(`${compared} answers compared, ${differences.length} differences\n`);
for (const difference of differences.slice(0, 20)) process.stdout.write(`\n${difference}\n`);
process.exitCode = differences.length === 0 ? 0 : 1;

async function checkService(index: number): Promise<void> {
  const random = createRandom(values.seed, "service", index);
  const rules = randomRules(random);
  const defaultZone = random.pick(["UTC", "America/Havana", "Pacific/Apia", "Asia/Kathmandu"]);
  const folder = mkdtempSync(join(tmpdir(), "daystreak-rules-"));
  const file = join(folder, "rules.json");
  writeFileSync(file, JSON.stringify({ ...rules, dayStart: formatClock(rules.dayStart) }));
  const serve = (inForce: ModelRules, work: (call: Caller) => Promise<void>): Promise<void> => {
    writeFileSync(file, JSON.stringify({ ...inForce, dayStart: formatClock(inForce.dayStart) }));
    return withService({ folder, file, defaultZone }, work);
  };
  const stories = Array.from({ length: Number(values.learners) }, (_, n) => {
    const customs = { now: Date.now(), goals: GOALS };
    const learner = randomLearner(`learner ${index}/${n}`, createRandom(values.seed, index, n), customs);
    return { learner, model: new Model(rules, defaultZone) };
  });
  const looks = (learner: Learner): Random => createRandom(values.seed, learner.id, "looks");
  try {
    await serve(rules, async (call) => {
      for (const { learner, model } of stories) {
        await tell(learner, model, call);
        await compare(learner, model, call, looks(learner));
      }
    });
    const { goal, restDays, milestones, dayStart, primary, bridgeTravel } = randomRules(random);
    const later = { ...rules, goal, restDays, milestones, dayStart, primary, bridgeTravel };
    await serve(later, async (call) => {
      for (const { learner, model } of stories) {
        // The same rules again are no new ones.
        if (!isDeepStrictEqual(later, rules)) model.changeRules(Date.now(), later);
        await compare(learner, model, call, looks(learner));
      }
    });
    checkStored(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What is stored must be what the log and the records make again. */
function checkStored(folder: string): void {
  const args = ["check", "--database", `sqlite:${join(folder, "check.db")}`, "--json"];
  const { stdout, stderr } = spawnSync(process.execPath, ["--conditions=daystreak-src", CLI, ...args], {
    encoding: "utf8",
  });
  if (stdout === "") throw new Error(stderr);
  const { checked, wrong } = JSON.parse(stdout) as { checked: number; wrong: unknown[] };
  compared += checked;
  differences.push(...wrong.map((one) => `daystreak check: ${JSON.stringify(one)}`));
}

function randomRules(random: Random): ModelRules {
  return {
    primary: random.pick(["presence", "presence", "goal"] as const),
    goal: random.pick(GOALS),
    freezes: random.pick([
      { initial: 0, earnEvery: 0, cap: 2 },
      { initial: 0, earnEvery: 2, cap: 2 },
      { initial: 0, earnEvery: 1, cap: 1 },
      { initial: 1, earnEvery: 3, cap: 2 },
    ]),
    restores: random.pick([0, 1, 3]),
    restoreWithinDays: random.pick([7, 2]),
    restDays: random.pick([[], [], [6, 7], [5]]),
    calendar: random.chance(0.3) ? [{ date: "2011-12-28", reason: "a holiday" }] : [],
    milestones: random.pick([
      [7, 30, 100, 365],
      [2, 5],
    ]),
    dayStart: random.pick([0, 0, 240, 1200]),
    bridgeTravel: random.chance(0.7),
  };
}

/** Tells a learner's story to both. */
async function tell(learner: Learner, model: Model, call: Caller): Promise<void> {
  const path = `/v1/users/${encodeURIComponent(learner.id)}`;
  if (learner.settings !== undefined) await set(learner.settings);
  const acts = new Map<string, string>();
  for (const { sent, acts: between } of learner.requests) {
    const activities = sent.map((one) => ({ ...one, user_id: learner.id, at: new Date(one.at).toISOString() }));
    const answer = await call("POST", "/v1/activities", { activities });
    const before = model.history.activities.length;
    model.record(Date.now(), sent);
    const accepted = model.history.activities.length - before;
    const report = { accepted, duplicates: sent.length - accepted, rejected: [] };
    note(learner, "report", { status: 200, body: report }, answer);
    for (const act of between) await perform(act);
  }

  async function set(change: SettingsChange): Promise<void> {
    const { fixedZone, dayStart, goal, restDays } = change;
    const answer = await call("PATCH", path, {
      ...(fixedZone !== undefined && { zone: fixedZone ?? "follow" }),
      ...(dayStart !== undefined && { day_start: dayStart === null ? null : formatClock(dayStart) }),
      ...(goal !== undefined && { goal }),
      ...(restDays !== undefined && { rest_days: restDays }),
    });
    note(learner, "settings", 200, answer.status);
    model.settings(Date.now(), change);
  }

  async function perform(act: Act): Promise<void> {
    const now = Date.now();
    switch (act.do) {
      case "settings":
        return await set(act.change);
      case "protect": {
        const dates = { from: formatDate(act.from), to: formatDate(act.to) };
        const answer = await call("POST", `${path}/${act.what}`, { ...dates, reason: "why", id: act.id });
        const isKnown = acts.has(act.id);
        note(learner, act.what, isKnown ? "duplicate" : "accepted", answer.body.status);
        if (!isKnown) model.protect(act.id, act.what === "pauses" ? "paused" : "excused", act.from, act.to);
        acts.set(act.id, act.what);
        return;
      }
      case "withdraw": {
        if (acts.get(act.id) !== act.what) return;
        const answer = await call("DELETE", `${path}/${act.what}?id=${act.id}&reason=why`);
        note(learner, "withdrawn", "accepted", answer.body.status);
        model.withdraw(now, act.id);
        acts.delete(act.id);
        return;
      }
      case "freeze": {
        const { freezesHeld, rules } = model.view(now);
        const isRoom = freezesHeld < rules.freezes.cap;
        const answer = await call("POST", `${path}/freezes`, { freezes: 1, reason: "why", id: act.id });
        note(learner, "freeze", isRoom ? "accepted" : "freeze_cap_reached", answer.body.code ?? answer.body.status);
        if (isRoom) model.grant(now, 1);
        return;
      }
      case "restore": {
        const answer = await call("POST", `${path}/restore`, { reason: "why", id: act.id });
        note(learner, "restore", model.restore(now), answer.body.status === "accepted");
        return;
      }
    }
  }
}

async function compare(learner: Learner, model: Model, call: Caller, random: Random): Promise<void> {
  const now = Date.now();
  const isNamed = learner.requests[0]?.sent[0]?.id !== undefined;
  const span = learner.to - learner.from + 6 * DAY;
  const past = Array.from({ length: isNamed ? 6 : 0 }, () => learner.from - DAY + Math.floor(random.next() * span));
  const ahead = [now + random.between(1, 20) * DAY + random.between(0, 1439) * 60_000];
  for (const asOf of [undefined, ...past, ...ahead]) {
    if (asOf !== undefined && asOf < now && asOf > now - 60_000) continue;
    const view = asOf === undefined || asOf > now ? model.view(asOf ?? now) : model.asOf(asOf);
    await compareAt(learner, view, call, asOf);
  }
}

async function compareAt(learner: Learner, view: ModelView, call: Caller, asOf: number | undefined): Promise<void> {
  const { rules } = view;
  const path = `/v1/users/${encodeURIComponent(learner.id)}`;
  const query = asOf === undefined ? "" : `&as_of=${new Date(asOf).toISOString()}`;
  const named = asOf === undefined ? "now" : `as of ${new Date(asOf).toISOString()}`;
  const streak = (await call("GET", `${path}/streak?${query}`)).body;
  const wanted = expected(view, rules.primary) as Record<string, unknown>;
  const { user_id, as_of, version, zone_mismatch, restores_left, freezes, today, ...rest } = streak;
  note(
    learner,
    `streak ${named}`,
    {
      ...wanted,
      ...(wanted[rules.primary] as object),
      user_id: learner.id,
      as_of: asOf === undefined ? as_of : new Date(asOf).toISOString(),
      cap: rules.freezes.cap,
    },
    {
      ...rest,
      user_id,
      as_of,
      today: { ...today, lesson_ids: [...today.lesson_ids].sort() },
      held: freezes.held,
      cap: freezes.cap,
      restores_left,
      day_ends_at: Date.parse(streak.day_ends_at),
    },
  );
  const first = view.judgement.dates[0]?.date ?? view.date;
  const [from, to] = [first - 4, Math.max(first, Math.min(view.date + 4, first + 40))];
  const calendar = await call("GET", `${path}/activity?from=${formatDate(from)}&to=${formatDate(to)}${query}`);
  // biome-ignore lint/suspicious/noExplicitAny: compared as it is
  const days = calendar.body.days.map((day: any) => ({ ...day, lesson_ids: [...day.lesson_ids].sort() }));
  note(
    learner,
    `calendar ${named}`,
    { from: formatDate(from), to: formatDate(to), zone: view.zone, days: calendarOf(view, from, to) },
    { ...calendar.body, days },
  );
  const found = await call("GET", `/api/admin/users/?id=${encodeURIComponent(learner.id)}&limit=1${query}`);
  const { presence } = view;
  const active = view.judgement.dates.filter(({ status }) => status !== "none");
  const { active_days, runs, last_active_date, current_streak } = found.body.users[0];
  note(
    learner,
    `in the list ${named}`,
    {
      active_days: active.length,
      runs: view.judgement.dates.filter(({ broke }) => broke).length + (presence.current > 0 ? 1 : 0),
      last_active_date: active.length === 0 ? null : formatDate(active.at(-1)?.date ?? 0),
      current_streak: view[rules.primary].current,
    },
    { active_days, runs, last_active_date, current_streak },
  );
  for (const { date } of view.judgement.dates.slice(0, 12)) {
    const answer = (await call("GET", `${path}/explain?date=${formatDate(date)}${query}`)).body;
    note(learner, `explain ${formatDate(date)} ${named}`, explanationOf(view, date), explained(answer));
  }
}

function note(learner: Learner, what: string, wanted: unknown, is: unknown): void {
  compared++;
  const found = differencesOf(wanted, is);
  if (found.length > 0) differences.push(`${learner.id}, ${what}: ${found.join("; ")}`);
}
