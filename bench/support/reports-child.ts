import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { answerOf } from "./answer-of.ts";
import type { ReportsAnswer, ReportsOrder } from "./reports-process.ts";

/** A process that answers reports. */
export interface ReportsChild {
  ask(order: ReportsOrder): Promise<ReportsAnswer>;
  close(): Promise<void>;
}

/**
 * Starts a process that has opened a database and read nothing of it.
 * @param compiled a folder where processes that end leave their code compiled: those that follow need as little memory as a
 * built package does
 */
export async function startReports(url: string, compiled: string): Promise<ReportsChild> {
  const child = fork(join(import.meta.dirname, "reports-process.ts"), [url], {
    execArgv: ["--conditions=daystreak-src"],
    env: { ...process.env, NODE_COMPILE_CACHE: compiled },
  });
  const exit = once(child, "exit");
  await answerOf(child);
  return {
    async ask(order) {
      const answer = answerOf(child);
      child.send(order);
      return (await answer) as ReportsAnswer;
    },
    async close() {
      child.send({ do: "close" } satisfies ReportsOrder);
      await exit;
    },
  };
}
