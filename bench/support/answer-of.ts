import type { ChildProcess } from "node:child_process";
import { once } from "node:events";

/** The next message of a process; its end is a failure. */
export async function answerOf(child: ChildProcess): Promise<unknown> {
  const over = new AbortController();
  try {
    const end = once(child, "exit", { signal: over.signal }).then(([code, signal]) => {
      throw new Error(`a process ended with ${signal ?? `code ${code}`}`);
    });
    const [content] = (await Promise.race([once(child, "message", { signal: over.signal }), end])) as [unknown];
    return content;
  } finally {
    over.abort();
  }
}
