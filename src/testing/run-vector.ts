import type { ActivityInput } from "../core/activity.ts";
import type { StreakAnswer } from "../core/answers.ts";
import { formatDate, requireDate } from "../core/calendar.ts";
import type { Change } from "../core/change.ts";
import { settingsPatch } from "../core/settings.ts";
import type { RecordOptions } from "../tracker/tracker.ts";
import { differences } from "./differences.ts";
import type { Session, Surface } from "./surface.ts";
import type { ActStep, ExpectStep, RecordStep, StreakVector, VectorActivity } from "./vector.ts";
import { nameOf } from "./vectors.ts";

const USER = "learner";
const SERVER = "a";

/** One copy of what a step sends, with the instant at which it arrives. */
interface Sending {
  readonly at: number;
  readonly inputs: readonly ActivityInput[];
}

/**
 * Runs one vector from an empty database to its last step.
 * @throws Error that names the step and every field that differs
 */
export async function runVector(vector: StreakVector, surface: Surface): Promise<void> {
  const clock = { now: 0 };
  const session = await surface.open({
    rules: vector.rules ?? {},
    defaultZone: vector.default_zone ?? "UTC",
    clock: () => clock.now,
  });
  const versions = new Map<string, number>();
  try {
    for (const [index, step] of vector.steps.entries()) {
      clock.now = Date.parse(step.now);
      let wrong: string[];
      if ("expect" in step) wrong = await check(session, step, versions);
      else if (step.do === "record") wrong = await send(session, step, clock);
      else wrong = await act(session, step);
      if (wrong.length > 0) {
        throw new Error(
          `${nameOf(vector)} on ${surface.name}, step ${index + 1} (${step.now}):\n  ${wrong.join("\n  ")}`,
        );
      }
    }
  } finally {
    await session.close();
  }
}

async function send(session: Session, step: RecordStep, clock: { now: number }): Promise<string[]> {
  const options: RecordOptions = {
    source: step.source ?? "key",
    ...(step.sent_at === undefined ? {} : { sentAt: Date.parse(step.sent_at) }),
    ...(step.limit_late === undefined ? {} : { limitLate: step.limit_late }),
  };
  const server = step.server ?? SERVER;
  const words: string[] = [];
  for (const { at, inputs } of sendingsOf(step)) {
    clock.now = at;
    const copies = Array.from({ length: step.parallel ?? 1 }, (_, n) => inputs.map((input) => numbered(input, n)));
    const results = await Promise.all(copies.map((copy) => session.record(server, copy, options)));
    words.push(...results.flat());
  }
  return outcomeDifferences(step, words);
}

function sendingsOf(step: RecordStep): Sending[] {
  const user = step.user ?? USER;
  const single = (step.activities ?? []).map((activity) => inputOf(activity, user));
  const series = (step.series ?? []).flatMap(({ from, to, at, user: own, ...rest }) => {
    const first = requireDate(from);
    return Array.from({ length: requireDate(to) - first + 1 }, (_, i) => {
      const date = formatDate(first + i);
      const named = JSON.parse(JSON.stringify(rest).replaceAll("{date}", date)) as VectorActivity;
      return inputOf({ ...named, at: `${date}T${at}` }, own ?? user);
    });
  });
  if (step.live !== true) return [{ at: Date.parse(step.now), inputs: [...single, ...series] }];
  return series.map((input) => ({ at: Date.parse(String(input.at)), inputs: [input] })).sort((a, b) => a.at - b.at);
}

function inputOf({ type, at, id, ref, zone }: VectorActivity, userId: string): ActivityInput {
  return {
    userId,
    type,
    ...(at === undefined ? {} : { at }),
    ...(id === undefined ? {} : { id }),
    ...(ref === undefined ? {} : { ref }),
    ...(zone === undefined ? {} : { zone }),
  };
}

function numbered<T>(value: T, n: number): T {
  return JSON.parse(JSON.stringify(value).replaceAll("{n}", String(n))) as T;
}

async function act(session: Session, step: ActStep): Promise<string[]> {
  const change = changeOf(step);
  const copies = Array.from({ length: step.parallel ?? 1 }, (_, n) => numbered(change, n));
  const words = await Promise.all(copies.map((copy) => session.change(step.server ?? SERVER, step.user ?? USER, copy)));
  return outcomeDifferences(step, words);
}

function changeOf(step: ActStep): Change {
  switch (step.do) {
    case "settings":
      return { kind: "settings", patch: settingsPatch(step.settings) };
    case "grant":
      return { kind: "grant", id: step.id, freezes: step.freezes, reason: step.reason, by: step.by };
    case "grant_restores":
      return { kind: "grant_restores", restores: step.restores };
    case "protect":
      return {
        kind: "protect",
        id: step.id,
        protection: step.protection,
        from: requireDate(step.from),
        to: requireDate(step.to),
        reason: step.reason,
        by: step.by,
      };
    case "withdraw":
      return { kind: "withdraw", id: step.id };
    case "restore":
      return { kind: "restore", id: step.id, reason: step.reason, by: step.by };
    case "login":
      return { kind: "login", at: Date.parse(step.now) };
    case "tick":
      return { kind: "tick" };
  }
}

function outcomeDifferences(step: RecordStep | ActStep, words: readonly string[]): string[] {
  const wrong: string[] = [];
  if (step.outcomes !== undefined) wrong.push(...differences("outcomes", step.outcomes, words));
  else if (step.outcome_counts === undefined) {
    const refused = words.filter((word) => word !== "accepted" && word !== "duplicate");
    if (refused.length > 0) wrong.push(`refused: ${refused.join(", ")}`);
  }
  for (const [word, count] of Object.entries(step.outcome_counts ?? {})) {
    const actual = words.filter((other) => other === word).length;
    if (actual !== count) wrong.push(`outcome ${word}: expected ${count} times, got ${actual} of ${words.join(", ")}`);
  }
  return wrong;
}

async function check(session: Session, step: ExpectStep, versions: Map<string, number>): Promise<string[]> {
  const { expect, user = USER, server = SERVER } = step;
  const asOf = step.as_of === undefined ? undefined : Date.parse(step.as_of);
  const answer: StreakAnswer | undefined = await session.streak(server, user, asOf);
  if (answer === undefined) return expect.known === false ? [] : ["the user is unknown"];
  if (expect.known === false) return ["the user is known"];

  const wrong = differences("streak", expect.streak ?? {}, answer);
  if (expect.unchanged === true && versions.get(user) !== answer.version) wrong.push("the state changed");
  if (asOf === undefined) versions.set(user, answer.version);

  if (expect.calendar !== undefined || expect.dates !== undefined || expect.date_count !== undefined) {
    const range = step.range && { from: requireDate(step.range.from), to: requireDate(step.range.to) };
    const days = (await session.calendar(server, user, range ?? {}, asOf))?.days ?? [];
    const dates = days.filter(({ status }) => status !== "none").map(({ date }) => date);
    if (expect.dates !== undefined) wrong.push(...differences("dates", expect.dates, dates));
    if (expect.date_count !== undefined) wrong.push(...differences("date_count", expect.date_count, dates.length));
    for (const [date, expected] of Object.entries(expect.calendar ?? {})) {
      const actual = days.find((day) => day.date === date);
      wrong.push(...differences(`calendar ${date}`, expected, actual));
    }
  }
  if (expect.explain !== undefined) {
    const explained = await session.explain(server, user, requireDate(expect.explain.date), asOf);
    wrong.push(...differences("explain", expect.explain, explained));
  }
  if (expect.facts !== undefined) {
    const kinds = await session.facts(server, user);
    for (const [kind, count] of Object.entries(expect.facts)) {
      wrong.push(...differences(`facts ${kind}`, count, kinds.filter((other) => other === kind).length));
    }
  }
  return wrong;
}
