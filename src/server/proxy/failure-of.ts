import { DaystreakError } from "../../core/errors.ts";

/**
 * Why an application did not answer.
 * @param lateAfterMs how long it was waited for, where that is the reason
 */
export function failureOf(cause: Error & { readonly code?: string }, lateAfterMs?: number): DaystreakError {
  if (lateAfterMs !== undefined) {
    const text = `the application did not answer within ${lateAfterMs / 1000} s`;
    return new DaystreakError("app_timeout", text, { cause });
  }
  if (cause.code?.startsWith("HPE_") === true) {
    return new DaystreakError("app_answer_invalid", "the application's answer is no HTTP", { cause });
  }
  return new DaystreakError("app_unreachable", "the application cannot be reached; try again in a moment", { cause });
}
