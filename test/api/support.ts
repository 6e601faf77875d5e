import { Ajv2020 } from "ajv/dist/2020.js";
import { createSigner } from "fast-jwt";
import { expect } from "vitest";
import { type ApiKeys, createApiKeys, hashKey, type Scope } from "../../src/api/api-keys.ts";
import type { ApiNotices } from "../../src/api/api-notices.ts";
import { createAuthenticate } from "../../src/api/auth.ts";
import { createApi } from "../../src/api/create-api.ts";
import type { ApiContext, ApiHandler } from "../../src/api/handler.ts";
import { createVerifyToken } from "../../src/api/jwt.ts";
import type { Limits } from "../../src/api/limits.ts";
import type { OpenApiDocument } from "../../src/api/openapi.ts";
import { firstOf } from "../../src/api/stored-keys.ts";
import type { RulesInput } from "../../src/core/rules-check.ts";
import { createMemoryStore } from "../../src/storage/memory.ts";
import type { Store } from "../../src/storage/store.ts";
import { createTracker } from "../../src/tracker/create-tracker.ts";
import type { Tracker } from "../../src/tracker/tracker.ts";
import { SECRET } from "./secret.ts";

/** One key per scope. */
const KEYS: Readonly<Record<Scope, string>> = {
  ingest: "key_ingest",
  read: "key_read",
  support: "key_support",
  admin: "key_admin",
};

/** The claim of administrators. */
const ADMIN = { name: "role", value: "admin" };

/** An access token of a user. */
export function tokenOf(userId: string | number, claims: object = {}): string {
  return createSigner({ key: SECRET, algorithm: "HS256", noTimestamp: true })({
    sub: userId,
    token_type: "access",
    ...claims,
  });
}

/** What to send beside method and path. */
export interface Send {
  /** Calls as this user, with a token. */
  readonly as?: string;
  /** Calls with the key of this scope. */
  readonly key?: Scope;
  /** The value of `Authorization`, as it is. */
  readonly authorization?: string;
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as it is. */
  readonly raw?: string | Uint8Array | ReadableStream<Uint8Array>;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly context?: ApiContext;
}

/** What came back. */
export interface Back {
  readonly status: number;
  readonly headers: Headers;
  // Tests look at what they expect; the contract is checked on every call.
  // biome-ignore lint/suspicious/noExplicitAny: an answer of any call
  readonly body: any;
}

/** An API over a real store and tracker, with a clock that stands until it is set. */
export interface TestApi {
  readonly api: ApiHandler;
  readonly tracker: Tracker;
  readonly store: Store;
  readonly document: OpenApiDocument;
  /** Sets the clock. */
  at(instant: string): void;
  now(): number;
  call(method: string, path: string, send?: Send): Promise<Back>;
  /** What `onError` was told. */
  readonly failures: unknown[];
}

/** Makes an API whose every answer is checked against its own OpenAPI document. */
export async function createTestApi(
  options: {
    readonly now?: string;
    readonly rules?: RulesInput;
    readonly store?: Store;
    readonly limits?: Limits;
    readonly keys?: ApiKeys;
    readonly notices?: ApiNotices;
  } = {},
): Promise<TestApi> {
  let now = Date.parse(options.now ?? "2026-02-10T12:00:00Z");
  const clock = (): number => now;
  const store = options.store ?? createMemoryStore();
  const failures: unknown[] = [];
  const tracker = await createTracker({
    store,
    rules: options.rules ?? {},
    clock,
    onError: (error) => failures.push(error),
  });
  const scopes = Object.keys(KEYS) as Scope[];
  const api = createApi({
    tracker,
    authenticate: createAuthenticate({
      verifyToken: createVerifyToken({ keys: { secret: SECRET }, adminClaim: ADMIN, now: clock }),
      keys: firstOf(
        createApiKeys(scopes.map((scope) => ({ name: scope, hash: hashKey(KEYS[scope]), scopes: new Set([scope]) }))),
        ...(options.keys === undefined ? [] : [options.keys]),
      ),
    }),
    operations: { isStopping: () => false },
    ...(options.limits !== undefined && { limits: options.limits }),
    ...(options.notices !== undefined && { notices: options.notices }),
    onError: (error) => failures.push(error),
  });
  const opened = await api(new Request("http://test/openapi.json"));
  const document = (await opened?.json()) as OpenApiDocument;
  conforms ??= createConformance(document);
  const check = conforms;

  async function call(method: string, path: string, send: Send = {}): Promise<Back> {
    const headers = new Headers(send.headers);
    const credentials = send.as === undefined ? send.key && KEYS[send.key] : tokenOf(send.as);
    if (credentials !== undefined) headers.set("authorization", `Bearer ${credentials}`);
    if (send.authorization !== undefined) headers.set("authorization", send.authorization);
    if (send.json !== undefined) headers.set("content-type", "application/json");
    if (send.type !== undefined) headers.set("content-type", send.type);
    const body = send.json === undefined ? send.raw : JSON.stringify(send.json);
    let pattern: string | undefined;
    const response = await api(
      new Request(new URL(path, "http://test"), {
        method,
        headers,
        ...(body !== undefined && { body, duplex: "half" }),
      }),
      { ...send.context, onRoute: (matched) => (pattern = matched) },
    );
    if (response === undefined) throw new Error(`nothing of ours at ${path}`);
    const text = await response.text();
    const type = response.headers.get("content-type") ?? "";
    const value = /json/.test(type) && text !== "" ? JSON.parse(text) : text;
    if (method !== "HEAD" && method !== "OPTIONS") check(method, pattern as string, response.status, type, value);
    return { status: response.status, headers: response.headers, body: value };
  }

  return {
    api,
    tracker,
    store,
    document,
    at: (instant) => {
      now = Date.parse(instant);
    },
    now: clock,
    call,
    failures,
  };
}

/** Made once a file: every API of these tests has the same document. */
let conforms: Conforms | undefined;

type Conforms = (method: string, pattern: string, status: number, type: string, body: unknown) => void;

/** Checks answers against the document that describes them. */
function createConformance(document: OpenApiDocument): Conforms {
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
  ajv.addSchema({ ...document, $id: "document" });
  const compiled = new Map<string, ReturnType<typeof ajv.compile>>();
  return (method, pattern, status, type, body) => {
    if (status === 405) return;
    const operation = document.paths[pattern]?.[method.toLowerCase()];
    const described = operation?.responses[String(status)];
    expect(described, `${method} ${pattern} does not describe ${status}: ${JSON.stringify(body)}`).toBeDefined();
    if (described?.content === undefined) return;
    const schema = described.content[type.split(";")[0] as string]?.schema as { $ref?: string } | undefined;
    expect(schema, `${method} ${pattern} ${status} does not describe ${type}`).toBeDefined();
    if (schema?.$ref === undefined) return;
    const validate = compiled.get(schema.$ref) ?? ajv.compile({ $ref: `document${schema.$ref}` });
    compiled.set(schema.$ref, validate);
    validate(body);
    expect(validate.errors ?? [], JSON.stringify(body)).toEqual([]);
    if (status >= 400) expect(described.description).toContain(`\`${(body as { code: string }).code}\``);
  };
}

/** Says that a call was refused with a status and a code, as problem+json. */
export function expectRefusal(back: Back, status: number, code: string): void {
  expect({ status: back.status, code: back.body.code }).toEqual({ status, code });
  expect(back.headers.get("content-type")).toBe("application/problem+json");
  expect(back.body).toMatchObject({
    type: `urn:daystreak:problem:${code}`,
    status,
    title: expect.any(String),
    detail: expect.any(String),
  });
}

/** Says that nothing is stored about a user. */
export async function expectNothingOf(api: TestApi, userId: string): Promise<void> {
  await api.tracker.flush();
  expect(await api.store.state(userId)).toBeUndefined();
}
