import { expect, test } from "vitest";
import { tallyOfReport } from "../../scripts/tally.ts";

const file = (status: string, ...tests: string[]): object => ({
  name: "a.test.ts",
  status,
  message: status === "failed" ? "SyntaxError: unexpected\n at line 1" : "",
  assertionResults: tests.map((state, n) => ({ status: state, fullName: `test ${n}` })),
});
const report = (...testResults: object[]): string => JSON.stringify({ testResults });

test("counts tests that passed and failed", () => {
  expect(tallyOfReport(report(file("passed", "passed", "passed"), file("failed", "passed", "failed")), 1)).toEqual({
    passed: 3,
    failed: 1,
    complaints: ["failed: test 1"],
    triedAgain: [],
  });
});

test("names a test that passed only when it was tried again", () => {
  const assertionResults = [1, 2].map((attempts) => ({
    status: "passed",
    fullName: `tried ${attempts}`,
    meta: { attempts },
  }));
  const tally = tallyOfReport(report({ ...file("passed"), assertionResults }), 0);
  expect(tally).toEqual({ passed: 2, failed: 0, complaints: [], triedAgain: ["tried 2"] });
});

test("counts a skipped, pending or todo test as a failure and names it", () => {
  const tally = tallyOfReport(report(file("passed", "skipped", "pending", "todo")), 0);
  expect(tally.failed).toBe(3);
  expect(tally.complaints).toEqual(["skipped: test 0", "pending: test 1", "todo: test 2"]);
});

test("counts a file that could not be loaded as a failure", () => {
  expect(tallyOfReport(report(file("failed")), 1)).toEqual({
    passed: 0,
    failed: 1,
    complaints: ["a.test.ts: SyntaxError: unexpected"],
    triedAgain: [],
  });
});

test("counts a file whose hooks failed after its tests passed as a failure", () => {
  expect(tallyOfReport(report(file("failed", "passed")), 1)).toMatchObject({ passed: 1, failed: 1 });
});

test("fails a run without tests", () => {
  expect(tallyOfReport(report(), 0)).toMatchObject({ passed: 0, failed: 1, complaints: ["tests: none ran"] });
});

test("fails a run that left no report, or a broken one", () => {
  expect(tallyOfReport(undefined, 0).failed).toBe(1);
  expect(tallyOfReport('{"testRes', 0).failed).toBe(1);
  expect(tallyOfReport("{}", 137).complaints).toEqual(["tests: the runner ended with code 137 and left no report"]);
});

test("fails a run whose exit code its tests do not explain", () => {
  expect(tallyOfReport(report(file("passed", "passed")), 1)).toMatchObject({ passed: 1, failed: 1 });
});
