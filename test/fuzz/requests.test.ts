import { createSigner } from "fast-jwt";
import { afterAll, describe, expect, it } from "vitest";
import { createApiKeys, hashKey } from "../../src/api/api-keys.ts";
import { createAuthenticate } from "../../src/api/auth.ts";
import { createApi } from "../../src/api/create-api.ts";
import { createVerifyToken } from "../../src/api/jwt.ts";
import { createMemoryStore } from "../../src/storage/memory.ts";
import type { Store } from "../../src/storage/store.ts";
import { createTracker } from "../../src/tracker/create-tracker.ts";
import { startService } from "../server/support.ts";
import { freshDatabase } from "../support/fresh-database.ts";
import { type BadRequest, badRequest, type Credentials, USER } from "./bad-requests.ts";
import { createRandom } from "./random.ts";

const COUNT = Number(process.env.DAYSTREAK_FUZZ_REQUESTS ?? 5_000);
const SEED = Number(process.env.DAYSTREAK_FUZZ_SEED ?? 20_260_210);
const NOW = Date.parse("2026-02-10T12:00:00Z");
const SECRET = "a-secret-of-at-least-thirty-two-bytes";
const KEY = "key_fuzz";
/** Far beyond what any of them may take. */
const SLOW_MS = 5_000;

type Payload = NonNullable<RequestInit["body"]>;

const credentials: Credentials = {
  key: KEY,
  token: createSigner({ key: SECRET, algorithm: "HS256", noTimestamp: true })({ sub: USER }),
};

/** A store that counts the batches it is given. */
function countWrites(store: Store): { store: Store; writes: () => number } {
  let writes = 0;
  const counted: Store = {
    ...store,
    apply(batch, now) {
      writes++;
      return store.apply(batch, now);
    },
  };
  return { store: counted, writes: () => writes };
}

/** Everything there is, but for the records of who exported: whoever may read may export, and that is kept. */
async function contents(store: Store): Promise<string> {
  const audits = await store.shared.audits(1_000);
  const users = await store.users(1_000);
  const rest = await Promise.all([
    store.days(USER, 0, 99_999),
    store.activities(USER, 0, 99_999),
    store.protections(USER, 0, 99_999),
    store.grants(USER),
    store.facts(USER, 1_000),
    store.shared.book("UTC"),
    audits.filter(({ action }) => action !== "user.exported"),
  ]);
  return JSON.stringify([users.map(({ days: _, ...user }) => user), ...rest]);
}

/** What must not be: an answer that blames us, or one that does not account for every item. */
function wrongIn(request: BadRequest, status: number, body: string): string | undefined {
  if (status >= 500) return `answered ${status}`;
  if (status === 200 && request.method !== "GET" && request.method !== "HEAD") {
    if (request.items === undefined) return `accepted: ${body}`;
    const { accepted, duplicates, rejected } = JSON.parse(body);
    const indexes = rejected.map(({ index }: { index: number }) => index);
    if (accepted + duplicates !== 0 || indexes.length !== request.items) return `accounted for wrongly: ${body}`;
    if (indexes.some((index: number, at: number) => index !== at)) return `counted wrongly: ${body}`;
  } else if (status === 200 && request.items !== undefined) return "no report";
  else if (request.items !== undefined && status !== 200) return `refused whole with ${status}: ${body}`;
  if (status >= 400 && request.method !== "HEAD" && typeof JSON.parse(body).code !== "string")
    return `no code: ${body}`;
  return undefined;
}

describe("bad requests", () => {
  it(
    `are refused ${COUNT} times without a failure, a hang or a trace (seed ${SEED})`,
    async () => {
      const { store, writes } = countWrites(createMemoryStore());
      const failures: unknown[] = [];
      const onError = (error: unknown): void => void failures.push(error);
      const tracker = await createTracker({ store, rules: {}, clock: () => NOW, onError });
      await tracker.record({ userId: USER, type: "problem_solved", ref: "p1", zone: "Europe/Paris" });
      const api = createApi({
        tracker,
        authenticate: createAuthenticate({
          verifyToken: createVerifyToken({ keys: { secret: SECRET }, now: () => NOW }),
          keys: createApiKeys([{ name: "fuzz", hash: hashKey(KEY), scopes: new Set(["admin"]) }]),
        }),
        operations: { isStopping: () => false },
        onError,
      });
      const before = [await contents(store), writes()];
      const random = createRandom(SEED);
      const statuses = new Map<number, number>();
      const wrong: string[] = [];
      for (let n = 0; n < COUNT; n++) {
        const made = badRequest(random, credentials);
        const request = toRequest(made);
        if (request === undefined) continue;
        const startedAt = performance.now();
        const response = await api(request, { remoteAddress: "192.0.2.7" });
        const status = response?.status ?? 404;
        const text = response === undefined ? '{"code":"not_found"}' : await response.text();
        const fault = status === 404 && response === undefined ? undefined : wrongIn(made, status, text);
        const ms = performance.now() - startedAt;
        if (fault !== undefined || ms > SLOW_MS) wrong.push(`#${n} ${describeOf(made)}: ${fault ?? `took ${ms} ms`}`);
        if (wrong.length > 10) break;
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      }
      expect(wrong).toEqual([]);
      expect(failures).toEqual([]);
      await tracker.flush();
      expect([await contents(store), writes()]).toEqual(before);
      for (const status of [400, 401, 403, 404, 405, 413, 415, 422])
        expect(statuses.get(status), `${status}`).toBeGreaterThan(0);
      expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
      if (process.env.DAYSTREAK_FUZZ_REQUESTS !== undefined) console.info(Object.fromEntries(statuses));
      await tracker.close();
    },
    Math.max(60_000, COUNT * 20),
  );
});

describe("bad requests over a socket", () => {
  const services: { close(): Promise<void> }[] = [];
  afterAll(async () => {
    for (const service of services) await service.close();
  });

  it.each([
    ["SQLite", async (): Promise<string> => "sqlite::memory:"],
    ["PostgreSQL", async (): Promise<string> => (await freshDatabase()).url],
  ] as const)(
    "leave the service as it was on %s",
    async (_name, open) => {
      const service = await startService({
        database: await open(),
        "jwt-secret": SECRET,
        "api-key": KEY,
        "user-limit": "0",
        "address-limit": "0",
      });
      services.push(service);
      await service.tracker.record({ userId: USER, type: "problem_solved", ref: "p1", zone: "Europe/Paris" });
      const { store } = service.tracker;
      const before = await contents(store);
      const random = createRandom(SEED + 1);
      const wrong: string[] = [];
      for (let n = 0; n < Math.min(COUNT / 10, 5_000); n++) {
        const made = badRequest(random, credentials);
        const { "content-length": _, ...headers } = made.headers;
        const init = { method: made.method, headers, ...(made.body !== undefined && { body: made.body as Payload }) };
        if (toRequest({ ...made, headers }) === undefined) continue;
        const response = await fetch(`${service.url}${made.path}`, init);
        const text = await response.text();
        const fault = response.status === 404 ? undefined : wrongIn(made, response.status, text);
        if (fault !== undefined) wrong.push(`#${n} ${describeOf(made)}: ${fault}`);
        expect(response.headers.get("x-content-type-options")).toBe("nosniff");
      }
      expect(wrong).toEqual([]);
      expect(await contents(store)).toBe(before);
      expect((await service.call("GET", "/readyz")).status).toBe(200);
      expect(service.log.filter(({ level }) => (level as number) >= 50)).toEqual([]);
    },
    120_000,
  );
});

/** `undefined` for what no client can even put together. */
function toRequest({ method, path, headers, body }: BadRequest): Request | undefined {
  try {
    return new Request(`http://daystreak.test${path}`, {
      method,
      headers,
      ...(body !== undefined && { body: body as Payload }),
    });
  } catch {
    return undefined;
  }
}

function describeOf({ method, path, headers, body }: BadRequest): string {
  const text = typeof body === "string" ? body : body === undefined ? "" : `bytes ${body.join(" ")}`;
  return `${method} ${path.slice(0, 200)} ${JSON.stringify(headers).slice(0, 300)} ${text.slice(0, 600)}`;
}
