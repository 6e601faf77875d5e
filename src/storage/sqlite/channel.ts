import { Worker } from "node:worker_threads";
import { DaystreakError } from "../../core/errors.ts";
import { type Answers, type Ask, fromFailure, type Reply, type Request } from "./protocol.ts";
import { WORKER_FILE } from "./worker-file.ts";

/** The way to the worker that owns the file. */
export interface Channel {
  ask<K extends Ask["kind"]>(ask: Extract<Ask, { kind: K }>): Promise<Answers[K]>;
  /** Told whenever another connection has committed, as long as the worker watches. */
  onChange: (() => void) | undefined;
  /** Statements that the worker has run. */
  readonly statements: number;
  /** Asks the worker to close, and waits until it is gone. */
  close(): Promise<void>;
}

interface Waiting {
  resolve(value: Answers[Ask["kind"]]): void;
  reject(error: DaystreakError): void;
}

/**
 * Starts the worker and waits until it has opened the file.
 * @throws DaystreakError what the worker could not open, and why
 */
export async function openChannel(path: string): Promise<Channel> {
  // The parent's options are about its own script: `--input-type` given with `--eval` would keep the worker from starting.
  const worker = new Worker(WORKER_FILE, { workerData: { path }, execArgv: [] });
  const waiting = new Map<number, Waiting>();
  let over: DaystreakError | undefined;
  let last = 0;
  let statements = 0;

  const opened = Promise.withResolvers<void>();
  const gone = Promise.withResolvers<void>();
  const end = (error: DaystreakError): void => {
    over ??= error;
    opened.reject(over);
    for (const { reject } of waiting.values()) reject(over);
    waiting.clear();
  };
  worker.on("message", (reply: Reply) => {
    if (reply.kind === "ready") return opened.resolve();
    if (reply.kind === "failed") return end(fromFailure(reply.failure));
    if (reply.kind === "changed") return channel.onChange?.();
    statements = reply.statements;
    const waiter = waiting.get(reply.id);
    waiting.delete(reply.id);
    if (reply.kind === "answer") waiter?.resolve(reply.value);
    else waiter?.reject(fromFailure(reply.failure));
  });
  worker.on("error", (cause) => end(stopped(path, cause)));
  worker.on("exit", () => {
    end(stopped(path));
    gone.resolve();
  });
  await opened.promise;

  const ask = <K extends Ask["kind"]>(content: Extract<Ask, { kind: K }>): Promise<Answers[K]> => {
    if (over !== undefined) return Promise.reject(over);
    const { promise, resolve, reject } = Promise.withResolvers<Answers[K]>();
    const request: Request = { id: ++last, ask: content };
    try {
      worker.postMessage(request);
      waiting.set(request.id, { resolve: resolve as Waiting["resolve"], reject });
    } catch (cause) {
      reject(new DaystreakError("internal", "a change must be plain data, so that it can reach the worker", { cause }));
    }
    return promise;
  };

  const channel: Channel = {
    ask,
    onChange: undefined,
    get statements() {
      return statements;
    },
    async close() {
      if (over === undefined) {
        const closing = ask({ kind: "close" });
        over = new DaystreakError("closed", "the store is closed: open another one");
        await closing;
      }
      await gone.promise;
    },
  };
  return channel;
}

function stopped(path: string, cause?: unknown): DaystreakError {
  const why = cause instanceof Error ? ` (${cause.message})` : "";
  return new DaystreakError(
    "storage_unavailable",
    `the thread that writes ${path} has stopped${why}: open the store again`,
    {
      cause,
    },
  );
}
