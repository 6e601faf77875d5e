import { statusOf, type Tracker } from "daystreak";
import type { RequestHandler } from "express";
import { isRight } from "./answers.ts";
import { findProblem } from "./content/catalog.ts";
import type { Progress } from "./progress.ts";

/** An answer that a page kept while it had no network. */
interface LateAnswer {
  readonly problem: string;
  readonly answer: string;
  /** When it was given, by the device's clock. */
  readonly at: number;
  /** Where the device was. */
  readonly zone?: string;
}

const MOST_AT_ONCE = 20;

/**
 * `POST late-answers/` with `{ sent_at, answers }`: checks them in the order in which they were given, and tells Daystreak of
 * each right one with the time at which it was given, so that it counts for that day. What is sent twice counts once.
 */
export function lateAnswers(tracker: Tracker, progress: Progress): RequestHandler {
  return async (request, response) => {
    const { sent_at: sentAt, answers } = (request.body ?? {}) as { sent_at?: unknown; answers?: unknown };
    if (!isTime(sentAt) || !Array.isArray(answers) || answers.length > MOST_AT_ONCE || !answers.every(isLateAnswer)) {
      const detail = `Send { sent_at, answers: [{ problem, answer, at, zone }] } as JSON, at most ${MOST_AT_ONCE} at once.`;
      response.status(400).json({ detail });
      return;
    }
    const userId = response.locals.userId as string;
    const results: object[] = [];
    for (const { problem: id, answer, at, zone } of answers) {
      const problem = findProblem(id)?.problem;
      const isCorrect = problem !== undefined && isRight(problem.answer, answer);
      if (isCorrect) {
        const input = { userId, type: "problem_solved", ref: id, at, ...(zone !== undefined && { zone }) };
        // The time is the learner's word: it counts as far back as a learner's own reports do.
        const outcome = await tracker.record(input, { sentAt, limitLate: true });
        if (outcome.status === "rejected" && statusOf(outcome.code) >= 500) {
          response.status(503).json({ detail: "Too much is going on. Send the same answers again in a while." });
          return;
        }
        progress.finish(userId, "problem", id);
      }
      results.push({ problem: id, prompt: problem?.prompt ?? null, correct: isCorrect });
    }
    response.json({ results });
  };
}

function isLateAnswer(value: unknown): value is LateAnswer {
  const { problem, answer, at, zone } = (value ?? {}) as Record<string, unknown>;
  const isText = typeof problem === "string" && typeof answer === "string" && answer.length <= 200;
  return isText && isTime(at) && (zone === undefined || typeof zone === "string");
}

function isTime(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value);
}
