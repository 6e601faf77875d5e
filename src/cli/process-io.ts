import type { Io } from "./command.ts";
import { EXIT } from "./exit-codes.ts";

/** The {@link Io} of this process. A second Ctrl-C ends it at once. */
export function processIo(json: boolean): Io {
  const { stdout, stderr, env } = process;
  // Whoever reads may stop early (`| head`): that is no failure.
  for (const stream of [stdout, stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EPIPE") process.exit(EXIT.ok);
      throw error;
    });
  }
  let controller: AbortController | undefined;
  const signal = (): AbortSignal => {
    if (controller !== undefined) return controller.signal;
    const made = new AbortController();
    controller = made;
    const stop = (): void => {
      if (made.signal.aborted) process.exit(EXIT.interrupted);
      made.abort();
    };
    process.on("SIGINT", stop).on("SIGTERM", stop);
    return made.signal;
  };
  let open = "";
  const clear = (): void => {
    if (open !== "") stderr.write("\r\x1b[2K");
    open = "";
  };
  return {
    env,
    stdin: process.stdin,
    json,
    interactive: stderr.isTTY === true && env.TERM !== "dumb",
    colour: wantsColour(),
    columns: stdout.columns ?? 80,
    now: Date.now,
    out(line) {
      clear();
      stdout.write(`${line}\n`);
    },
    note(line) {
      clear();
      stderr.write(`${line}\n`);
    },
    status(line) {
      if (stderr.isTTY !== true || line === open) return;
      clear();
      open = line;
      stderr.write(line);
    },
    /** Taken up on first use: a command that never looks keeps the ordinary Ctrl-C. */
    get signal() {
      return signal();
    },
  };

  function wantsColour(): boolean {
    if (env.NO_COLOR !== undefined && env.NO_COLOR !== "") return false;
    if (env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== "" && env.FORCE_COLOR !== "0") return true;
    return stdout.isTTY === true && env.TERM !== "dumb";
  }
}
