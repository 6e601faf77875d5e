import { isDeepStrictEqual } from "node:util";

/** What the service answers. */
export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: compared as it is, field by field
  readonly body: any;
}

/** Calls the service. */
export interface Caller {
  (method: string, path: string, body?: object): Promise<Answer>;
  ready(): Promise<void>;
}

/** Calls a service with a key. */
export function callerOf(base: string, key: string): Caller {
  const call = async (method: string, path: string, body?: object): Promise<Answer> => {
    const response = await fetch(base + path, {
      method,
      headers: { authorization: `Bearer ${key}`, ...(body !== undefined && { "content-type": "application/json" }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: await response.json() };
  };
  return Object.assign(call, {
    async ready() {
      for (let tries = 0; ; tries++) {
        const isReady = await fetch(`${base}/readyz`).then(
          ({ ok }) => ok,
          () => false,
        );
        if (isReady) return;
        if (tries === 300) throw new Error("the service does not start");
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    },
  });
}

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
