import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { SECRET } from "../api/secret.ts";
import { listening, startCli } from "../cli/run-cli.ts";

/** The API key of the proxies of these tests. */
export const KEY = "key_for_proxies";

/** A process that listens. */
export interface Running {
  readonly url: string;
  readonly process: ChildProcess;
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/** An application, and `daystreak proxy` in front of it: two processes. */
export interface TwoProcesses {
  readonly app: Running;
  readonly proxy: Running;
  /** Where the proxy listens. */
  readonly url: string;
  /** What the proxy knows of a user; `undefined` for one whom it has never seen. */
  streakOf(userId: string): Promise<Streak | undefined>;
  /** The value of a line of `/metrics`. */
  metric(line: string): Promise<number>;
  stop(): Promise<void>;
}

/** What these tests look at in a streak. */
export interface Streak {
  readonly current_streak: number;
  readonly today: { readonly problems_solved: number; readonly lesson_ids: readonly string[]; readonly status: string };
}

/** Starts the application on a port of its own. */
export async function startApplication(port = 0): Promise<Running> {
  const script = fileURLToPath(new URL("application.ts", import.meta.url));
  return running(spawn(process.execPath, [script, String(port)], { stdio: ["ignore", "pipe", "inherit"] }));
}

/** Starts `daystreak proxy` in front of an application. */
export async function startProxy(to: string, env: Record<string, string> = {}, folder?: string): Promise<Running> {
  const cwd = folder ?? mkdtempSync(join(tmpdir(), "daystreak-proxy-"));
  const own = "/api/activity/,/v1/,/metrics,/readyz";
  const settings = { DAYSTREAK_JWT_SECRET: SECRET, DAYSTREAK_API_KEY: KEY, DAYSTREAK_OWN_PATHS: own, ...env };
  const child = startCli(["proxy", "--port", "0", "--to", to], cwd, settings);
  child.stderr?.pipe(process.stderr);
  if (folder === undefined) child.once("close", () => rmSync(cwd, { recursive: true, force: true }));
  return running(child);
}

/** Starts both. */
export async function startBoth(env: Record<string, string> = {}): Promise<TwoProcesses> {
  const app = await startApplication();
  const proxy = await startProxy(app.url, env);
  const { url } = proxy;
  const headers = { authorization: `Bearer ${KEY}` };
  return {
    app,
    proxy,
    url,
    async streakOf(userId) {
      const answer = await fetch(`${url}/v1/users/${userId}/streak`, { headers });
      return answer.status === 404 ? undefined : ((await answer.json()) as Streak);
    },
    async metric(line) {
      const text = await (await fetch(`${url}/metrics`, { headers })).text();
      return Number(
        text
          .split("\n")
          .find((one) => one.startsWith(`${line} `))
          ?.split(" ")
          .at(-1) ?? 0,
      );
    },
    async stop() {
      await proxy.stop();
      await app.stop();
    },
  };
}

/** Waits until a process that says its address listens. */
export async function running(child: ChildProcess): Promise<Running> {
  const url = await listening(child);
  return {
    url,
    process: child,
    async stop(signal = "SIGTERM") {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
      const closed = once(child, "close");
      child.kill(signal);
      await closed;
      return child.exitCode;
    },
  };
}

/** Sends bytes as they are over a connection of their own; gives all that comes back until it ends. */
export function exchange(url: string, ...pieces: readonly string[]): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    let answer = "";
    socket.setEncoding("latin1");
    socket.on("data", (text: string) => {
      answer += text;
    });
    socket.once("connect", () => {
      for (const piece of pieces) socket.write(piece, "latin1");
    });
    socket.once("close", () => resolve(answer));
    socket.once("error", (error: NodeJS.ErrnoException) => (answer === "" ? reject(error) : resolve(answer)));
  });
}

/** A request as text: head lines, then the body. */
export function requestText(head: readonly string[], body = ""): string {
  return `${[...head, "Connection: close"].join("\r\n")}\r\n\r\n${body}`;
}
