const INSTANT = /^\d{4}-\d{2}-\d{2}T/;

/**
 * What differs between the expected part of a value and the actual value, one line each. Keys that are not expected are
 * not compared; `null` stands for absent too; instants are compared as instants; lists as a whole.
 */
export function differences(path: string, expected: unknown, actual: unknown): string[] {
  if (expected === null || expected === undefined) {
    return actual === null || actual === undefined ? [] : [line(path, expected, actual)];
  }
  if (Array.isArray(expected))
    return JSON.stringify(expected) === JSON.stringify(actual) ? [] : [line(path, expected, actual)];
  if (typeof expected === "object") {
    if (typeof actual !== "object" || actual === null) return [line(path, expected, actual)];
    return Object.entries(expected).flatMap(([key, value]) =>
      differences(`${path}.${key}`, value, (actual as Record<string, unknown>)[key]),
    );
  }
  return isSame(expected, actual) ? [] : [line(path, expected, actual)];
}

function isSame(expected: unknown, actual: unknown): boolean {
  if (typeof expected === "string" && typeof actual === "string" && INSTANT.test(expected) && INSTANT.test(actual)) {
    return Date.parse(expected) === Date.parse(actual);
  }
  return expected === actual;
}

function line(path: string, expected: unknown, actual: unknown): string {
  return `${path}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`;
}
