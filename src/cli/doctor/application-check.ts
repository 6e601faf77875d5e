import { type Finding, fine, problem } from "./finding.ts";

const PATIENCE_MS = 3_000;

/** Whether the application behind a proxy answers, whatever it answers. @param to the value of `DAYSTREAK_PROXY_TO` */
export async function checkApplication(to: string): Promise<Finding> {
  const advice = "see the guide: application";
  try {
    const startedAt = performance.now();
    const { status } = await fetch(to, { redirect: "manual", signal: AbortSignal.timeout(PATIENCE_MS) });
    return fine("application", `${to} answers (${status}, ${(performance.now() - startedAt).toFixed(0)} ms)`);
  } catch (error) {
    const { cause = error } = error as { cause?: unknown };
    return problem("application", `${to} does not answer: ${(cause as Error).message}`, advice);
  }
}
