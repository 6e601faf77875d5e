import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { copyFile, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterEach, describe, expect, it } from "vitest";
import { openStore } from "../../src/storage/open.ts";
import type { Store } from "../../src/storage/store.ts";
import { NOON, seen, solved, TODAY } from "../../src/testing/store-samples.ts";
import { freshDatabase } from "../support/fresh-database.ts";
import { startPostgres } from "../support/postgres-server.ts";
import { openSmallDisk, type SmallDisk } from "./small-disk.ts";

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "daystreak-fault-"));
  cleanups.push(() => rmSync(folder, { recursive: true }));
  return folder;
}

async function opened(url: string): Promise<Store> {
  const store = await openStore(url);
  cleanups.push(() => store.close());
  await store.useRules(undefined, "UTC", NOON);
  return store;
}

const batch = (round: number): { userId: string; changes: ReturnType<typeof solved>[] }[] =>
  Array.from({ length: 50 }, (_, i) => ({ userId: `user ${i}`, changes: [solved(`${round} ${"x".repeat(200)}`)] }));

/** Writes until the disk is full; gives how many rounds were acknowledged. */
async function writeUntilFull(store: Store): Promise<{ rounds: number; error: unknown }> {
  for (let round = 0; ; round++) {
    try {
      await store.apply(batch(round), NOON);
    } catch (error) {
      return { rounds: round, error };
    }
  }
}

async function expectRounds(store: Store, rounds: number): Promise<void> {
  for (const userId of ["user 0", "user 49"]) {
    expect(await store.activities(userId, TODAY, TODAY)).toHaveLength(rounds);
    expect((await store.days(userId, TODAY, TODAY))[0]?.problemIds ?? []).toHaveLength(rounds);
  }
}

async function expectToOutlastFullDisk(store: Store, disk: SmallDisk): Promise<void> {
  await store.apply(batch(-1), NOON);
  disk.fill();
  const { rounds, error } = await writeUntilFull(store);
  expect(error).toMatchObject({ code: "storage_unavailable", message: expect.stringContaining("is full") });
  await expectRounds(store, rounds + 1);
  disk.free();
  await store.apply(batch(rounds), NOON);
  await expectRounds(store, rounds + 2);
}

describe("a full disk", () => {
  it("refuses what SQLite cannot write, keeps what it acknowledged, and goes on once there is room", async () => {
    const disk = openSmallDisk();
    cleanups.push(() => disk.dispose());
    const store = await opened(`sqlite:${join(disk.path, "daystreak.db")}`);
    await expectToOutlastFullDisk(store, disk);
  });

  it("refuses what PostgreSQL cannot write, keeps what it acknowledged, and goes on once there is room", async () => {
    const disk = openSmallDisk();
    cleanups.push(() => disk.dispose());
    const server = await startPostgres();
    cleanups.push(() => server.stop());
    const location = join(disk.path, "tablespace");
    mkdirSync(location);
    const { uid, gid } = statSync(`/proc/${server.process.pid}`);
    chownSync(location, uid, gid);
    const admin = new pg.Client({ connectionString: server.url });
    await admin.connect();
    await admin.query(`CREATE TABLESPACE small LOCATION '${location}'`);
    await admin.query("CREATE DATABASE small TABLESPACE small TEMPLATE template0 ENCODING 'UTF8'");
    await admin.end();
    const store = await opened(server.url.replace(/[^/]*$/, "small"));
    await expectToOutlastFullDisk(store, disk);
  });
});

describe("a database that can only be read", () => {
  it("is refused by its name when a SQLite file is opened, until it may be written", async () => {
    const { path: folder, setReadOnly } = lockableFolder();
    const path = join(folder, "daystreak.db");
    const first = await openStore(`sqlite:${path}`);
    await first.useRules(undefined, "UTC", NOON);
    await first.apply(batch(0), NOON);
    await first.close();
    setReadOnly(true);
    await expect(openStore(`sqlite:${path}`)).rejects.toMatchObject({
      code: "storage_unavailable",
      message: expect.stringContaining(`${path} cannot be`),
    });
    setReadOnly(false);
    const store = await opened(`sqlite:${path}`);
    await store.apply(batch(1), NOON);
    await expectRounds(store, 2);
  });

  it("answers reads and refuses writes where PostgreSQL is a standby, until it is none", async () => {
    const database = await freshDatabase();
    cleanups.push(() => database.drop());
    const store = await opened(database.url);
    await store.apply(batch(0), NOON);
    const admin = new pg.Client({ connectionString: database.url });
    await admin.connect();
    cleanups.push(() => admin.end());
    const setReadOnly = async (isReadOnly: boolean): Promise<void> => {
      const name = new URL(database.url).pathname.slice(1);
      await admin.query(`ALTER DATABASE ${name} SET default_transaction_read_only = ${isReadOnly}`);
      await admin.query("SET default_transaction_read_only = off");
      await admin.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
      );
    };
    await setReadOnly(true);
    const refused = { code: "storage_unavailable", message: expect.stringContaining("can only be read") };
    await expect(store.apply(batch(1), NOON)).rejects.toMatchObject(refused);
    await expectRounds(store, 1);
    await setReadOnly(false);
    await store.apply(batch(1), NOON);
    await expectRounds(store, 2);
  });
});

describe("a damaged database", () => {
  it("says that a SQLite file is damaged, and works again once a backup is in its place", async () => {
    const path = join(temporaryFolder(), "daystreak.db");
    const first = await openStore(`sqlite:${path}`);
    await first.useRules(undefined, "UTC", NOON);
    for (let from = 0; from < 800; from += 50) {
      await first.apply(
        Array.from({ length: 50 }, (_, i) => ({ userId: `user ${from + i}`, changes: [solved("0")] })),
        NOON,
      );
    }
    await first.close();
    await copyFile(path, `${path}.backup`);
    const file = await open(path, "r+");
    const { size } = await file.stat();
    await file.write(Buffer.alloc(size - 48 * 4096, 0x5a), 0, undefined, 48 * 4096);
    await file.close();
    const damaged = await openStore(`sqlite:${path}`);
    await damaged.useRules(undefined, "UTC", NOON);
    await expect(damaged.apply(batch(1), NOON)).rejects.toMatchObject({
      code: "storage_unavailable",
      message: expect.stringContaining("is damaged: restore it from a backup"),
    });
    await damaged.close();
    for (const suffix of ["", "-wal", "-shm"]) await rm(`${path}${suffix}`, { force: true });
    await copyFile(`${path}.backup`, path);
    const store = await opened(`sqlite:${path}`);
    await store.apply(batch(1), NOON);
    await expectRounds(store, 2);
  });

  it("says which table PostgreSQL misses, at once for all, and works again once it is there", async () => {
    const database = await freshDatabase();
    cleanups.push(() => database.drop());
    const store = await opened(database.url);
    const admin = new pg.Client({ connectionString: database.url });
    await admin.connect();
    cleanups.push(() => admin.end());
    await admin.query("ALTER TABLE daily_activity RENAME TO elsewhere");
    await expect(store.apply([{ userId: "ann", changes: [seen()] }], NOON)).rejects.toMatchObject({
      code: "storage_unavailable",
      message: expect.stringContaining("daily_activity"),
    });
    await admin.query("ALTER TABLE elsewhere RENAME TO daily_activity");
    expect((await store.apply([{ userId: "ann", changes: [seen()] }], NOON))[0]?.outcomes).toEqual([
      { status: "accepted" },
    ]);
  });
});

/** A folder that can be made read-only: by its mount where this process is root, whom no permission stops. */
function lockableFolder(): { path: string; setReadOnly: (isReadOnly: boolean) => void } {
  if (process.geteuid?.() === 0) {
    const { path, setReadOnly, dispose } = openSmallDisk();
    cleanups.push(dispose);
    if (setReadOnly === undefined) throw new Error("as root this test needs to mount a tmpfs; run it as another user");
    return { path, setReadOnly };
  }
  const path = temporaryFolder();
  return {
    path,
    setReadOnly: (isReadOnly) => {
      chmodSync(join(path, "daystreak.db"), isReadOnly ? 0o444 : 0o644);
      chmodSync(path, isReadOnly ? 0o555 : 0o755);
    },
  };
}
