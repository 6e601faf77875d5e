import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { ERROR_CODES } from "../../src/core/errors.ts";
import { METRICS } from "../../src/metrics/registry.ts";
import { createTestApi } from "./support.ts";

const { document, call } = await createTestApi();

function* refsOf(node: unknown): Generator<string> {
  if (typeof node !== "object" || node === null) return;
  for (const [key, value] of Object.entries(node)) {
    if (key === "$ref" && typeof value === "string") yield value;
    else yield* refsOf(value);
  }
}

describe("the OpenAPI document", () => {
  it("lists every call of the API", () => {
    const calls = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(calls.sort()).toEqual(
      [
        "POST /api/activity/update/",
        "GET /api/admin/users/",
        "GET /api/admin/groups/",
        "POST /api/admin/notices/enable/",
        "GET /api/admin/session/",
        "POST /api/admin/session/",
        "DELETE /api/admin/session/",
        "POST /api/admin/links/",
        "GET /api/admin/overview/",
        "GET /api/admin/alerts/",
        "GET /api/admin/operations/",
        "GET /api/admin/what-if/",
        "POST /api/activity/events/",
        "GET /api/activity/",
        "GET /api/streak/",
        "GET /api/streak/explain/",
        "GET /api/feed/",
        "GET /api/live/",
        "GET /api/admin/metrics/",
        ...[...METRICS.keys()].map((name) => `GET /api/admin/metrics/${name}/`),
        "GET /api/me/",
        "PATCH /api/me/",
        "POST /v1/activities",
        "GET /v1/users/{id}",
        "GET /v1/users/{id}/zones",
        "GET /v1/users/{id}/streak",
        "GET /v1/users/{id}/activity",
        "GET /v1/users/{id}/explain",
        "GET /v1/users/{id}/feed",
        "PATCH /v1/users/{id}",
        "DELETE /v1/users/{id}",
        "GET /v1/users/{id}/export",
        "POST /v1/users/{id}/freezes",
        "POST /v1/users/{id}/restores",
        "POST /v1/users/{id}/restore",
        ...["GET", "POST", "DELETE"].flatMap((method) => [
          `${method} /v1/users/{id}/pauses`,
          `${method} /v1/users/{id}/excuses`,
          `${method} /api/me/pauses/`,
          `${method} /api/admin/calendar`,
        ]),
        "POST /api/me/restore/",
        "DELETE /api/me/",
        "GET /api/me/export/",
        "GET /api/notices/",
        "POST /api/notices/marks/",
        "GET /api/notices/push-key/",
        "GET /api/notices/unsubscribe/",
        "POST /api/notices/unsubscribe/",
        "GET /api/admin/notices/",
        "GET /api/admin/notices/preview/",
        "POST /api/admin/notices/test/",
        "POST /api/admin/notices/pause/",
        ...["/api/notices/subscriptions/", "/v1/users/{id}/subscriptions"].flatMap((path) => [
          `GET ${path}`,
          `POST ${path}`,
          `DELETE ${path}`,
        ]),
        "GET /api/admin/audit",
        "GET /api/admin/live/",
        "GET /healthz",
        "GET /readyz",
        "GET /openapi.json",
        "GET /docs",
      ].sort(),
    );
  });

  it("answers on every path it lists", async () => {
    for (const path of Object.keys(document.paths)) {
      expect((await call("OPTIONS", path.replace("{id}", "ada"))).status, path).toBe(204);
    }
  });

  it("resolves every reference and leaves no schema unused", () => {
    const used = new Set(refsOf(document));
    const known = Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`);
    expect([...used].filter((ref) => !known.includes(ref))).toEqual([]);
    expect(known.filter((ref) => !used.has(ref))).toEqual([]);
  });

  it("has schemas that are JSON Schema, operation ids that are unique, and documented path parameters", () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    for (const schema of Object.values(document.components.schemas))
      expect(ajv.validateSchema(schema as object)).toBe(true);
    const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.values(methods).map((operation) => ({ path, operation })),
    );
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { path, operation } of operations) {
      const named = (operation.parameters ?? []).filter((parameter) => parameter.in === "path").map(({ name }) => name);
      expect(named).toEqual(path.includes("{id}") ? ["id"] : []);
    }
  });

  it("names codes that exist", () => {
    const text = JSON.stringify(document.paths);
    const codes = [...text.matchAll(/`([a-z]+(?:_[a-z]+)+)`/g)].map((match) => match[1] as string);
    const others = new Set(["as_of", "next_cursor"]);
    expect(codes.filter((code) => !(ERROR_CODES as readonly string[]).includes(code) && !others.has(code))).toEqual([]);
  });
});

describe("the page of the documentation", () => {
  it("shows every call and loads nothing from anywhere", async () => {
    const { status, headers, body } = await call("GET", "/docs", { key: "read" });
    expect(status).toBe(200);
    expect(headers.get("content-type")).toBe("text/html; charset=utf-8");
    for (const path of Object.keys(document.paths)) expect(body).toContain(`<code>${path}</code>`);
    expect(body).not.toMatch(/<script|<link|src=|@import|url\(/);
    const links = [...body.matchAll(/href="#([^"]+)"/g)].map((match) => match[1] as string);
    expect(links.filter((id) => !body.includes(`id="${id}"`))).toEqual([]);
  });

  it("needs a key, or a caller on the same machine", async () => {
    expect((await call("GET", "/docs", { context: { remoteAddress: "127.0.0.1" } })).status).toBe(200);
    expect((await call("GET", "/docs", { context: { remoteAddress: "::ffff:127.0.0.1" } })).status).toBe(200);
    expect((await call("GET", "/docs", { context: { remoteAddress: "192.0.2.7" } })).status).toBe(401);
    expect((await call("GET", "/docs", { as: "ada", context: { remoteAddress: "192.0.2.7" } })).status).toBe(403);
    const proxied = { context: { remoteAddress: "127.0.0.1" }, headers: { "x-forwarded-for": "192.0.2.7" } };
    expect((await call("GET", "/docs", proxied)).status).toBe(401);
  });
});
