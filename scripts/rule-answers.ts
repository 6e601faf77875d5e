import { isDeepStrictEqual } from "node:util";

/** What the model can say of an explanation, in its order. */
// biome-ignore lint/suspicious/noExplicitAny: compared as it is
export function explained(answer: any): unknown {
  const { effect, status, presence, goal, closed, zone, zones, daily_goal, protection, evidence } = answer;
  const { problem_ids, lesson_ids, active_minutes, hours, first_at, last_at, problems_solved } = evidence;
  return {
    ...{ effect, status, presence, goal, closed, zone, daily_goal, protection: protection?.kind ?? null },
    zones: [...zones].sort(),
    ...{ problems_solved, active_minutes, hours, first_at, last_at },
    problem_ids: [...problem_ids].sort(),
    lesson_ids: [...lesson_ids].sort(),
  };
}

/** What differs, as far down as it can be named. */
export function differencesOf(wanted: unknown, is: unknown): string[] {
  if (isDeepStrictEqual(wanted, is)) return [];
  if (typeof wanted !== "object" || wanted === null || typeof is !== "object" || is === null) {
    return [`${JSON.stringify(is)}, expected ${JSON.stringify(wanted)}`];
  }
  const named = (of: object): Map<string, unknown> =>
    new Map(
      Array.isArray(of)
        ? of.map((item, i) => [String((item as { date?: string } | null)?.date ?? i), item])
        : Object.entries(of),
    );
  const [a, b] = [named(wanted), named(is)];
  return [...new Set([...a.keys(), ...b.keys()])].flatMap((key) =>
    differencesOf(a.get(key), b.get(key)).map((text) => `${key}: ${text}`),
  );
}
