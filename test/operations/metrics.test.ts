import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { DAY_MS } from "../../src/core/calendar.ts";
import { createMetrics } from "../../src/server/telemetry/metrics.ts";
import { testFolder } from "../cli/run-cli.ts";
import { type RunningService, startService } from "../server/support.ts";

/** The samples of an answer of `/metrics`, by name and labels as they are written. */
async function samplesOf(service: RunningService): Promise<Map<string, number>> {
  const response = await service.call("GET", "/metrics");
  expect([response.status, response.headers.get("content-type")]).toEqual([
    200,
    "text/plain; version=0.0.4; charset=utf-8",
  ]);
  const lines = (await response.text()).split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(" ")), Number(line.slice(line.lastIndexOf(" ") + 1))]),
  );
}

function body(activities: readonly object[]): RequestInit {
  return { body: JSON.stringify({ activities }), headers: { "content-type": "application/json" } };
}

describe("GET /metrics", () => {
  it("counts requests, activities, marks, writes and statements", async () => {
    const service = await startService();
    try {
      const now = Date.now();
      const answer = await service.call(
        "POST",
        "/v1/activities",
        body([
          { user_id: "ann", type: "problem_solved", ref: "p1" },
          { user_id: "ann", type: "problem_solved", ref: "p1" },
          { user_id: "ben", type: "problem_solved" },
          { user_id: "cid", type: "heartbeat", zone: "Mars/Olympus" },
        ]),
      );
      expect(answer.status).toBe(200);
      for (let i = 0; i < 3; i++) await service.tracker.record({ userId: "dan", type: "request", at: now });
      expect((await service.call("GET", "/v1/users/ann/streak")).status).toBe(200);
      expect((await service.call("GET", "/v1/users/nobody/streak")).status).toBe(404);
      expect((await service.call("GET", "/nowhere/at/all")).status).toBe(404);
      const samples = await samplesOf(service);
      const read = (name: string): number | undefined => samples.get(name);
      expect(read('daystreak_http_requests_total{route="/v1/activities",method="POST",status="2xx"}')).toBe(1);
      expect(read('daystreak_http_requests_total{route="/v1/users/{id}/streak",method="GET",status="2xx"}')).toBe(1);
      expect(read('daystreak_http_requests_total{route="/v1/users/{id}/streak",method="GET",status="4xx"}')).toBe(1);
      expect(read('daystreak_http_requests_total{route="none",method="GET",status="4xx"}')).toBe(1);
      expect(read('daystreak_http_request_duration_seconds_count{route="/v1/activities",method="POST"}')).toBe(1);
      expect(read('daystreak_activities_total{outcome="accepted"}')).toBe(2);
      expect(read('daystreak_activities_total{outcome="duplicate"}')).toBe(1);
      expect(read('daystreak_activities_total{outcome="marked"}')).toBe(2);
      expect(read('daystreak_activities_total{outcome="rejected",code="id_or_ref_required"}')).toBe(1);
      expect(read('daystreak_activities_total{outcome="rejected",code="zone_invalid"}')).toBe(1);
      expect(read("daystreak_marks_hits_total")).toBe(2);
      expect(read("daystreak_marks_misses_total")).toBe(1);
      expect(read("daystreak_marks")).toBe(2);
      expect(read("daystreak_batch_users_count")).toBeGreaterThanOrEqual(2);
      expect(read('daystreak_flush_seconds_count{outcome="ok"}')).toBe(read("daystreak_batch_users_count"));
      expect(read("daystreak_queue_users")).toBe(0);
      expect(read("daystreak_queue_changes")).toBe(0);
      expect(read("daystreak_statements_total")).toBeGreaterThan(0);
      expect([...samples.keys()].filter((name) => name.startsWith("daystreak_tz_data_info"))).toEqual([
        expect.stringMatching(/version="\d{4}[a-z]"/),
      ]);
      expect(read("process_resident_memory_bytes")).toBeGreaterThan(0);
      expect([...samples.keys()].join()).not.toMatch(/ann|nobody|nowhere/);
    } finally {
      await service.close();
    }
  });

  it("counts rounds of the sweep and whom it concluded", async () => {
    const database = `sqlite:${join(testFolder(), "sweep.db")}`;
    let now = Date.UTC(2026, 2, 4, 12);
    const before = await startService({ database }, { clock: () => now });
    await before.tracker.record({ userId: "ann", type: "request" });
    await before.close();
    now += 2 * DAY_MS;
    const service = await startService({ database }, { clock: () => now });
    try {
      await expect
        .poll(async () => (await samplesOf(service)).get('daystreak_sweep_rounds_total{outcome="ok"}'))
        .toBeGreaterThan(0);
      const samples = await samplesOf(service);
      expect(samples.get("daystreak_sweep_users_total")).toBe(1);
      expect(samples.get("daystreak_sweep_last_success_timestamp_seconds")).toBeGreaterThan(1_700_000_000);
    } finally {
      await service.close();
    }
  });

  it("is shown on the same machine, and elsewhere only to a key", async () => {
    const service = await startService();
    try {
      expect((await fetch(`${service.url}/metrics`)).status).toBe(200);
      const forwarded = { headers: { "x-forwarded-for": "203.0.113.7" } };
      expect((await fetch(`${service.url}/metrics`, forwarded)).status).toBe(401);
      expect((await service.call("GET", "/metrics", { ...forwarded, as: "ann" })).status).toBe(403);
      expect((await service.call("GET", "/metrics", forwarded)).status).toBe(200);
    } finally {
      await service.close();
    }
  });

  it("puts whatever stands in a method or status into few series", async () => {
    const metrics = createMetrics();
    for (let i = 0; i < 1_000; i++) {
      metrics.request(`VERB${i}`, { route: "none", status: 400 + (i % 99), seconds: 0.001 });
    }
    metrics.request("GET", { route: "none", status: 499, seconds: 0.001 });
    metrics.failed(new Error("what nobody foresaw"));
    const text = await metrics.text();
    expect(text.match(/^daystreak_http_requests_total\{.*$/gm)).toEqual([
      'daystreak_http_requests_total{route="none",method="other",status="4xx"} 1000',
      'daystreak_http_requests_total{route="none",method="GET",status="499"} 1',
    ]);
    expect(text).toContain('daystreak_failures_total{code="internal"} 1');
  });
});
