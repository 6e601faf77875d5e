import { expect, test } from "vitest";
import { type AdmissionContext, admit, requireInstant, requireUserId } from "../../src/core/admission.ts";
import { DaystreakError } from "../../src/core/errors.ts";
import { defineRules } from "../../src/core/rules-check.ts";

const NOW = Date.parse("2026-03-10T12:00:00Z");
const context = (more: Partial<AdmissionContext> = {}): AdmissionContext => ({
  now: NOW,
  source: "live",
  rules: defineRules({ types: { quiz_passed: "learning", forum_post: "presence" } }),
  ...more,
});
const codeOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof DaystreakError) return error.code;
    throw error;
  }
  return "accepted";
};
const admitCode = (given: Record<string, unknown>, more: Partial<AdmissionContext> = {}): string =>
  codeOf(() => admit({ userId: "ada", type: "request", ...given } as never, context(more)));

test.each([
  ["no such type", { type: "napping" }, "type_unknown"],
  ["a type that is no text", { type: 7 }, "type_invalid"],
  ["a type named like a property of objects", { type: "constructor" }, "type_unknown"],
  ["learning without id and ref", { type: "problem_solved" }, "id_or_ref_required"],
  ["an unknown zone", { zone: "Mars/Base" }, "zone_invalid"],
  ["an offset beyond +14:00", { zone: "+14:30" }, "zone_invalid"],
  ["a date for an instant", { at: "2026-03-10" }, "at_invalid"],
  ["an instant without an offset", { at: "2026-03-10T10:00:00" }, "at_invalid"],
  ["30 February", { at: "2026-02-30T10:00:00Z" }, "at_invalid"],
  ["NaN", { at: Number.NaN }, "at_invalid"],
  ["1e18", { at: 1e18 }, "at_invalid"],
  ["year 0", { at: "0000-01-01T00:00:00Z" }, "at_out_of_range"],
  ["an empty id", { id: "" }, "id_invalid"],
  ["an id of 10 kB", { id: "x".repeat(10_240) }, "id_invalid"],
  ["a lone surrogate", { ref: "\ud800" }, "ref_invalid"],
  ["a control character", { ref: "a\u0000b" }, "ref_invalid"],
])("refuses %s", (_, given, code) => {
  expect(admitCode(given)).toBe(code);
});

test("an instant later than receipt becomes receipt, and is flagged beyond five minutes", () => {
  expect(admit({ userId: "ada", type: "request", at: NOW + 299_000 }, context())).toMatchObject({ at: NOW, flags: [] });
  expect(admit({ userId: "ada", type: "request", at: NOW + 3 * 86_400_000 }, context())).toMatchObject({
    at: NOW,
    flags: ["from_future"],
  });
});

test("the sender's clock corrects skew above 60 s", () => {
  const at = NOW - 600_000;
  const send = (skew: number) => admit({ userId: "ada", type: "request", at }, context({ sentAt: NOW + skew })).at;
  expect(send(59_000)).toBe(at);
  expect(send(3_600_000)).toBe(at - 3_600_000);
});

test("a user's own report is flagged after 72 hours and refused after seven days", () => {
  const report = (hours: number) => ({ at: NOW - hours * 3_600_000 });
  expect(admit({ userId: "ada", type: "request", ...report(73) }, context({ limitLate: true })).flags).toEqual([
    "late",
  ]);
  expect(admitCode(report(168), { limitLate: true })).toBe("accepted");
  expect(admitCode({ at: NOW - 168 * 3_600_000 - 1 }, { limitLate: true })).toBe("too_late");
  expect(admitCode(report(24 * 4000))).toBe("accepted");
});

test("logs learning, views with a ref, and what an API key names; not live browsing", () => {
  const logged = (given: Record<string, unknown>, source: "live" | "key" = "live") =>
    admit({ userId: "ada", type: "request", ...given } as never, context({ source })).logged;
  expect(logged({})).toBe(false);
  expect(logged({ id: "r1" })).toBe(false);
  expect(logged({ id: "r1" }, "key")).toBe(true);
  expect(logged({ type: "lesson_view" })).toBe(false);
  expect(logged({ type: "lesson_view", ref: "5" })).toBe(true);
  expect(logged({ type: "problem_solved", ref: "5" })).toBe(true);
  expect(logged({ type: "quiz_passed", id: "q1" })).toBe(true);
});

test("reads instants with offsets and fractions, refuses user ids that cannot be stored", () => {
  expect(requireInstant("2026-03-10T12:00:00.5+05:45")).toBe(Date.parse("2026-03-10T06:15:00.500Z"));
  expect(requireInstant("2026-03-10T12:00:00+0545")).toBe(Date.parse("2026-03-10T06:15:00Z"));
  for (const id of ["", "a\n", "\udc00", "x".repeat(256), 7, null]) {
    expect(codeOf(() => requireUserId(id))).toBe("user_id_invalid");
  }
  expect(requireUserId("Ünï-🦊")).toBe("Ünï-🦊");
});
