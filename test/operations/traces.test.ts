import { type Attributes, type Span, type SpanStatus, SpanStatusCode, type Tracer, trace } from "@opentelemetry/api";
import { afterEach, describe, expect, it } from "vitest";
import { createTracker } from "../../src/index.ts";
import { createTracing } from "../../src/server/telemetry/tracing.ts";
import { createMemoryStore } from "../../src/storage/memory.ts";
import { startService } from "../server/support.ts";

/** A span that was ended. */
interface Ended {
  readonly name: string;
  readonly attributes: Attributes;
  readonly status: SpanStatus | undefined;
}

/** Registers the smallest tracer provider there can be; gives the spans that are ended from now on. */
function registerProvider(): Ended[] {
  const ended: Ended[] = [];
  const startSpan = (first: string, options?: { attributes?: Attributes }): Span => {
    let name = first;
    let status: SpanStatus | undefined;
    const attributes: Attributes = { ...options?.attributes };
    const span: Span = {
      spanContext: () => ({ traceId: "1".repeat(32), spanId: "2".repeat(16), traceFlags: 1 }),
      setAttribute(key, value) {
        attributes[key] = value;
        return span;
      },
      setAttributes(more) {
        Object.assign(attributes, more);
        return span;
      },
      setStatus(given) {
        status = given;
        return span;
      },
      updateName(given) {
        name = given;
        return span;
      },
      addEvent: () => span,
      addLink: () => span,
      addLinks: () => span,
      recordException: () => undefined,
      isRecording: () => true,
      end: () => void ended.push({ name, attributes, status }),
    };
    return span;
  };
  const tracer: Tracer = {
    startSpan,
    startActiveSpan: () => {
      throw new Error("not used by the service");
    },
  };
  expect(trace.setGlobalTracerProvider({ getTracer: () => tracer })).toBe(true);
  return ended;
}

afterEach(() => trace.disable());

describe("OpenTelemetry", () => {
  it("sees a span per request, per write and per round of the sweep", async () => {
    const ended = registerProvider();
    const service = await startService();
    try {
      const init = { body: '{"activities":[{"user_id":"ann","type":"problem_solved","ref":"p1"}]}' };
      const headers = { "content-type": "application/json" };
      expect((await service.call("POST", "/v1/activities", { ...init, headers })).status).toBe(200);
      expect((await service.call("GET", "/v1/users/nobody/streak")).status).toBe(404);
      await expect.poll(() => ended.map(({ name }) => name)).toContain("daystreak.sweep");
      await expect.poll(() => ended.map(({ name }) => name)).toContain("GET /v1/users/{id}/streak");
      expect(ended.find(({ name }) => name === "POST /v1/activities")?.attributes).toEqual({
        "http.request.method": "POST",
        "http.route": "/v1/activities",
        "http.response.status_code": 200,
      });
      expect(ended.find(({ name }) => name === "GET /v1/users/{id}/streak")?.status).toBeUndefined();
      const flush = ended.find(({ name }) => name === "daystreak.flush");
      expect(flush?.attributes).toEqual({ "daystreak.users": 1, "daystreak.changes": 1 });
      expect(JSON.stringify(ended)).not.toMatch(/ann|nobody/);
    } finally {
      await service.close();
    }
  });

  it("sees a write that failed, with the code of the failure", async () => {
    const ended = registerProvider();
    const store = createMemoryStore();
    const { observer } = createTracing("0.0.0");
    const tracker = await createTracker({ store, observer, sweep: false, onError: () => undefined });
    await store.close();
    await expect(tracker.record({ userId: "ann", type: "request" })).rejects.toThrow();
    expect(ended).toEqual([
      {
        name: "daystreak.flush",
        attributes: { "daystreak.users": 1, "daystreak.changes": 1, "error.type": "closed" },
        status: { code: SpanStatusCode.ERROR, message: expect.any(String) },
      },
    ]);
  });

  it("costs nothing and fails nothing without an SDK", async () => {
    const { observer, watchRequest } = createTracing("0.0.0");
    const watch = watchRequest({ method: "GET", headers: { traceparent: "nonsense" } });
    expect(watch.run(() => 7)).toBe(7);
    watch.ended({ route: "none", status: 503, seconds: 1 });
    observer.writing?.({ users: 1, changes: 1 })?.(undefined);
    observer.sweeping?.()?.({ users: 0, parts: 16 }, undefined);
  });
});
