import { describe, expect, it } from "vitest";
import { createTestApi, expectNothingOf, expectRefusal, type Send } from "./support.ts";

const INGEST = "/v1/activities";
const solved = (user: string, ref: string, more: object = {}): object => ({
  user_id: user,
  type: "problem_solved",
  ref,
  at: "2026-02-10T09:00:00Z",
  ...more,
});
const codes = (rejected: { index: number; code: string }[]): [number, string][] =>
  rejected.map(({ index, code }) => [index, code]);

/** A body that arrives in pieces of a few bytes, cutting lines and characters wherever they fall. */
function inPieces(text: string, size: number): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  let sent = 0;
  return new ReadableStream({
    pull(controller) {
      if (sent >= bytes.length) return controller.close();
      controller.enqueue(bytes.subarray(sent, sent + size));
      sent += size;
    },
  });
}

describe("POST /v1/activities as a list", () => {
  it("records any user at any past instant", async () => {
    const { call } = await createTestApi();
    const activities = [
      solved("ada", "p1"),
      solved("ada", "p2", { at: "1999-12-31T23:59:59Z" }),
      { user_id: "grace", type: "request" },
      { user_id: "李雷", type: "lesson_completed", id: "x", at: 0 },
    ];
    const { status, body } = await call("POST", INGEST, { key: "ingest", json: { activities } });
    expect(status).toBe(200);
    expect(body).toEqual({ accepted: 4, duplicates: 0, rejected: [] });
    const { body: past } = await call(
      "GET",
      `/v1/users/${encodeURIComponent("李雷")}/activity?from=1970-01-01&to=1970-01-01`,
      {
        key: "read",
      },
    );
    expect(past.days[0].lesson_ids).toEqual(["x"]);
  });

  it("counts as duplicates what is stored and what the request repeats", async () => {
    const { call } = await createTestApi();
    const first = [solved("ada", "p1"), solved("ada", "p1"), solved("grace", "p1"), solved("ada", "p2", { id: "i" })];
    expect((await call("POST", INGEST, { key: "ingest", json: { activities: first } })).body).toMatchObject({
      accepted: 3,
      duplicates: 1,
    });
    const again = [...first, solved("ada", "p3", { id: "i" }), solved("ada", "p4")];
    expect((await call("POST", INGEST, { key: "ingest", json: { activities: again } })).body).toMatchObject({
      accepted: 1,
      duplicates: 5,
    });
  });

  it("lists each bad activity by its index and records the others", async () => {
    const { call } = await createTestApi();
    const activities = [
      solved("", "p1"),
      solved("ada", "p1"),
      solved("x".repeat(256), "p1"),
      solved("ada", "p2", { at: "10/02/2026" }),
      solved("ada", "p2", { zone: "Paris" }),
      { user_id: 7, type: "request" },
      { user_id: "ada", type: "problem_solved" },
      { user_id: "ada", type: "invented" },
      { user_id: "ada" },
      42,
      solved("ada", "p2", { at: -86_400_000 }),
      solved("a\u0000b", "p1"),
      { type: "request" },
      solved("ada", "p9"),
    ];
    const { body } = await call("POST", INGEST, { key: "ingest", json: { activities } });
    expect(body.accepted).toBe(2);
    expect(codes(body.rejected)).toEqual([
      [0, "user_id_invalid"],
      [2, "user_id_invalid"],
      [3, "at_invalid"],
      [4, "zone_invalid"],
      [5, "user_id_invalid"],
      [6, "id_or_ref_required"],
      [7, "type_unknown"],
      [8, "type_invalid"],
      [9, "activity_invalid"],
      [10, "at_out_of_range"],
      [11, "user_id_invalid"],
      [12, "user_id_invalid"],
    ]);
  });

  const tooMany = Array.from({ length: 10_001 }, (_, i) => solved("ada", String(i)));
  const refusals: [string, Send, number, string][] = [
    ["no credentials", { json: {} }, 401, "credentials_missing"],
    ["a user's token", { as: "ada", json: { activities: [] } }, 403, "scope_missing"],
    ["a key that may only read", { key: "read", json: { activities: [] } }, 403, "scope_missing"],
    ["an unknown key", { authorization: "Bearer nokey", json: { activities: [] } }, 401, "token_invalid"],
    ["no list", { key: "ingest", json: { activity: [] } }, 400, "body_invalid"],
    ["no body", { key: "ingest", type: "application/json" }, 400, "body_invalid"],
    ["half a body", { key: "ingest", raw: '{"activities":[{', type: "application/json" }, 400, "json_invalid"],
    ["CSV", { key: "ingest", raw: "user,at", type: "text/csv" }, 415, "media_type_unsupported"],
    ["more than 10,000 activities", { key: "ingest", json: { activities: tooMany } }, 413, "body_too_large"],
    [
      "more than 8 MiB",
      { key: "ingest", raw: " ".repeat(8 * 1024 * 1024 + 1), type: "application/json" },
      413,
      "body_too_large",
    ],
    [
      "more than 8 MiB that were not announced",
      { key: "ingest", raw: inPieces(" ".repeat(9 * 1024 * 1024), 1024 * 1024), type: "application/json" },
      413,
      "body_too_large",
    ],
    [
      "a compressed stream",
      { key: "ingest", raw: "x", type: "application/x-ndjson", headers: { "content-encoding": "gzip" } },
      415,
      "media_type_unsupported",
    ],
  ];
  it.each(refusals)("refuses %s and writes nothing", async (_, send, status, code) => {
    const api = await createTestApi();
    expectRefusal(await api.call("POST", INGEST, send), status, code);
    await expectNothingOf(api, "ada");
  });
});

describe("POST /v1/activities as a stream", () => {
  const type = "application/x-ndjson";

  it("reads line by line, wherever the pieces are cut", async () => {
    const { call } = await createTestApi();
    const lines = ["p1", "p2", "p3"].map((ref) => JSON.stringify(solved("李雷", ref)));
    const raw = inPieces(`${lines.join("\r\n")}`, 3);
    const { body } = await call("POST", INGEST, { key: "ingest", raw, type });
    expect(body).toEqual({ accepted: 3, duplicates: 0, rejected: [] });
  });

  it("rejects broken lines by their index and goes on", async () => {
    const { call } = await createTestApi();
    const line = (ref: string): string => JSON.stringify(solved("ada", ref));
    const lines = [
      line("p1"),
      '{"user_id":"ada",',
      "",
      line("p2"),
      "[]",
      `"${"x".repeat(70_000)}"`,
      line("p1"),
      line("p3"),
    ];
    const { body } = await call("POST", INGEST, { key: "ingest", raw: `${lines.join("\n")}\n`, type });
    expect(body).toMatchObject({ accepted: 3, duplicates: 1 });
    expect(codes(body.rejected)).toEqual([
      [1, "json_invalid"],
      [4, "activity_invalid"],
      [5, "body_too_large"],
    ]);
  });

  it("rejects a line that is no UTF-8 instead of guessing a user", async () => {
    const api = await createTestApi();
    const good = new TextEncoder().encode(`${JSON.stringify(solved("ada", "p1"))}\n`);
    const bad = Uint8Array.from(good, (byte) => (byte === 0x64 ? 0xff : byte));
    const raw = new Uint8Array([...bad, ...good]);
    const { body } = await api.call("POST", INGEST, { key: "ingest", raw, type });
    expect(body.accepted).toBe(1);
    expect(codes(body.rejected)).toEqual([[0, "json_invalid"]]);
    expect((await api.store.users(10)).map(({ userId }) => userId)).toEqual(["ada"]);
  });

  it("asks for more only when it has recorded what it holds", async () => {
    const { call, tracker } = await createTestApi();
    const total = 5_500;
    let given = 0;
    let aheadAtMost = 0;
    const raw = new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          if (given === total) return controller.close();
          aheadAtMost = Math.max(aheadAtMost, given - tracker.stats().accepted);
          controller.enqueue(
            new TextEncoder().encode(`${JSON.stringify(solved(`user${given % 50}`, String(given)))}\n`),
          );
          given++;
        },
      },
      { highWaterMark: 0 },
    );
    const { body } = await call("POST", INGEST, { key: "ingest", raw, type });
    expect(body).toEqual({ accepted: total, duplicates: 0, rejected: [] });
    expect(aheadAtMost).toBeLessThanOrEqual(1_001);
  });

  it("keeps what came before a stream that breaks off, and says how far it was", async () => {
    const api = await createTestApi();
    let given = 0;
    const raw = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (given === 1_500) return controller.error(new Error("gone"));
        controller.enqueue(new TextEncoder().encode(`${JSON.stringify(solved("ada", String(given++)))}\n`));
      },
    });
    const back = await api.call("POST", INGEST, { key: "ingest", raw, type });
    expectRefusal(back, 400, "request_invalid");
    expect(back.body).toMatchObject({ lines_done: 1_000, accepted: 1_000, duplicates: 0 });
    const { body } = await api.call("GET", "/v1/users/ada/activity", { key: "read" });
    expect(body.days[0].problems_solved).toBe(1_000);
    expect(api.failures).toEqual([]);
  });

  it("cuts an endless list of rejections and counts the rest", async () => {
    const { call } = await createTestApi();
    const { body } = await call("POST", INGEST, { key: "ingest", raw: "x\n".repeat(10_007), type });
    expect(body.rejected).toHaveLength(10_000);
    expect(body.rejected_more).toBe(7);
  });

  it("answers an empty stream with nothing", async () => {
    const { call } = await createTestApi();
    const { body } = await call("POST", INGEST, { key: "admin", raw: "", type });
    expect(body).toEqual({ accepted: 0, duplicates: 0, rejected: [] });
  });
});
