import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";

/** The command line. */
export const CLI: string = new URL("../src/cli/main.ts", import.meta.url).pathname;
const KEY = "a-key-of-the-check-of-the-rules";

/** What the service answers. */
export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: compared as it is, field by field
  readonly body: any;
}

/** Calls the service. */
export interface Caller {
  (method: string, path: string, body?: object): Promise<Answer>;
  ready(): Promise<void>;
}

/** Calls a service with a key. */
function callerOf(base: string, key: string): Caller {
  const call = async (method: string, path: string, body?: object): Promise<Answer> => {
    const response = await fetch(base + path, {
      method,
      headers: { authorization: `Bearer ${key}`, ...(body !== undefined && { "content-type": "application/json" }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: await response.json() };
  };
  return Object.assign(call, {
    async ready() {
      for (let tries = 0; ; tries++) {
        const isReady = await fetch(`${base}/readyz`).then(
          ({ ok }) => ok,
          () => false,
        );
        if (isReady) return;
        if (tries === 300) throw new Error("the service does not start");
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    },
  });
}

/** Where a service keeps its database and finds its rules. */
export interface Setup {
  readonly folder: string;
  readonly file: string;
  readonly defaultZone: string;
}

/** Runs a service for as long as the work takes. */
export async function withService(
  { folder, file, defaultZone }: Setup,
  work: (call: Caller) => Promise<void>,
): Promise<void> {
  const port = await freePort();
  const service = spawn(process.execPath, ["--conditions=daystreak-src", CLI, "serve"], {
    stdio: ["ignore", "ignore", "inherit"],
    env: {
      ...process.env,
      PORT: String(port),
      DATABASE_URL: `sqlite:${join(folder, "check.db")}`,
      DAYSTREAK_JWT_SECRET: "a secret of the check of the rules that is long enough",
      DAYSTREAK_API_KEY: KEY,
      DAYSTREAK_RULES: file,
      DAYSTREAK_DEFAULT_ZONE: defaultZone,
    },
  });
  const ended = once(service, "exit");
  try {
    const call = callerOf(`http://127.0.0.1:${port}`, KEY);
    await call.ready();
    await work(call);
  } finally {
    service.kill();
    await ended;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  if (address === null || typeof address === "string") throw new Error("no port is free");
  return address.port;
}
