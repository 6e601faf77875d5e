/** How many checks passed and failed, one line for each failure, and the tests that passed only when tried again. */
export interface Tally {
  passed: number;
  failed: number;
  complaints: string[];
  triedAgain: string[];
}

interface Report {
  testResults: {
    name: string;
    status: string;
    message?: string;
    assertionResults: { status: string; fullName: string; meta?: { attempts?: number } }[];
  }[];
}

/**
 * Counts vitest's JSON report. Only a test that ran and passed is a pass: skipped and unfinished ones are failures, and
 * so are a file that could not be loaded, a run without tests, a missing report and an exit code that the report does not explain.
 */
export function tallyOfReport(json: string | undefined, exitCode: number): Tally {
  const tally: Tally = { passed: 0, failed: 0, complaints: [], triedAgain: [] };
  const complain = (text: string): void => {
    tally.failed += 1;
    tally.complaints.push(text);
  };
  const report = json === undefined ? undefined : parse(json);
  if (report === undefined) {
    complain(`tests: the runner ended with code ${exitCode} and left no report`);
    return tally;
  }
  for (const file of report.testResults) {
    for (const test of file.assertionResults) {
      if (test.status === "passed") {
        tally.passed += 1;
        if ((test.meta?.attempts ?? 1) > 1) tally.triedAgain.push(test.fullName);
      } else complain(`${test.status}: ${test.fullName}`);
    }
    if (file.status !== "passed" && file.assertionResults.every((test) => test.status === "passed")) {
      complain(`${file.name}: ${(file.message ?? "").split("\n", 1)[0] || "could not be run"}`);
    }
  }
  if (tally.passed === 0 && tally.failed === 0) complain("tests: none ran");
  if (exitCode !== 0 && tally.failed === 0) complain(`tests: the runner ended with code ${exitCode}, see above`);
  return tally;
}

function parse(json: string): Report | undefined {
  try {
    const value = JSON.parse(json) as Report;
    return Array.isArray(value.testResults) ? value : undefined;
  } catch {
    return undefined;
  }
}
