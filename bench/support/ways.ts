import { type ChildProcess, fork, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { delimiter, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { listening, SOURCE_MAIN } from "./service.ts";

/** A way to the application, or the application itself. */
export interface Way {
  readonly port: number;
  readonly process: ChildProcess;
}

/** Starts what `way-process.ts` can be. */
export async function startWay(what: "application" | "untracked" | "bare", to = ""): Promise<Way> {
  const script = join(import.meta.dirname, "way-process.ts");
  const child = fork(script, [what, to], { execArgv: ["--conditions=daystreak-src"] });
  const [port] = (await once(child, "message")) as [number];
  return { port, process: child };
}

/** Starts `daystreak proxy`, from source like the other ways: what is built runs a little faster. */
export async function startTracked(to: string, folder: string, secret: string): Promise<Way> {
  const { PATH = "" } = process.env;
  const env = {
    PATH,
    DAYSTREAK_JWT_SECRET: secret,
    DAYSTREAK_USER_CLAIM: "user_id",
    DATABASE_URL: "sqlite:./proxy.db",
  };
  const args = ["--conditions=daystreak-src", SOURCE_MAIN, "proxy", "--to", to, "--port", "0"];
  const child = spawn(process.execPath, args, { cwd: folder, env, stdio: ["ignore", "pipe", "inherit"] });
  return { port: Number(new URL(await listening(child)).port), process: child };
}

/** Starts nginx with one worker and connections that stay open; `undefined` where there is none. */
export async function startNginx(to: string, folder: string): Promise<Way | undefined> {
  const places = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", "/usr/local/sbin", "/opt/homebrew/bin"];
  const nginx = places.map((place) => join(place, "nginx")).find((file) => existsSync(file));
  if (nginx === undefined) return undefined;
  const port = await freePort();
  const config = `
    daemon off; master_process off; worker_processes 1; error_log stderr; pid ${folder}/nginx.pid;
    events { worker_connections 512; }
    http {
      access_log off; keepalive_requests 1000000000;
      client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/fastcgi;
      uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
      upstream application { server ${new URL(to).host}; keepalive 32; keepalive_requests 1000000000; }
      server {
        listen 127.0.0.1:${port};
        location / {
          proxy_pass http://application; proxy_http_version 1.1; proxy_set_header Connection "";
          proxy_set_header Host $http_host; proxy_set_header X-Forwarded-For $remote_addr;
        }
      }
    }`;
  const file = join(folder, "nginx.conf");
  writeFileSync(file, config);
  const child = spawn(nginx, ["-p", folder, "-c", file], { stdio: ["ignore", "ignore", "inherit"] });
  while (!(await answers(port))) {
    if (child.exitCode !== null) throw new Error(`nginx ended with code ${child.exitCode}`);
    await delay(20);
  }
  return { port, process: child };
}

/** Processor time that a process has taken so far, in microseconds; NaN where the system does not say. */
export function cpuOf({ process: { pid } }: Way): number {
  const file = `/proc/${pid}/stat`;
  if (!existsSync(file)) return Number.NaN;
  const fields = readFileSync(file, "utf8").split(") ").at(-1)?.split(" ") ?? [];
  // Ticks of user and system time; Linux shows 100 a second everywhere.
  return (Number(fields[11]) + Number(fields[12])) * 10_000;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  return typeof address === "object" && address !== null ? address.port : 0;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
