import { beforeEach } from "vitest";

declare module "vitest" {
  interface TaskMeta {
    /** How often the test was tried so far; the report of the test command names those that needed more than one. */
    attempts?: number;
  }
}

beforeEach(({ task }) => {
  task.meta.attempts = (task.result?.retryCount ?? 0) + 1;
});
