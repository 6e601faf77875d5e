import { once } from "node:events";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { DAY_MS } from "../../src/core/calendar.ts";
import { createTracker } from "../../src/index.ts";
import { cli, startCli, testFolder } from "../cli/run-cli.ts";
import { freshDatabase } from "../support/fresh-database.ts";

const folder = testFolder();
const NOON = Math.floor(Date.now() / DAY_MS) * DAY_MS - DAY_MS / 2;

/** Users that solved three problems on each of the five dates before today. */
async function makeUsers(database: string, users: readonly string[]): Promise<void> {
  let now = NOON;
  const tracker = await createTracker({ database, sweep: false, clock: () => now });
  for (let day = -4; day <= 0; day++) {
    now = NOON + day * DAY_MS;
    await tracker.recordMany(
      users.flatMap((userId) =>
        [1, 2, 3].map((n) => ({ userId, type: "problem_solved", id: `${day}/${n}`, ref: `p${n}`, zone: "UTC" })),
      ),
    );
  }
  await tracker.close();
}

/** Does to the file what no Daystreak does. */
function spoil(name: string, sql: string): void {
  const db = new DatabaseSync(join(folder, name));
  db.exec(sql);
  db.close();
}

interface Answer {
  readonly users: number;
  readonly differing: number;
  readonly written: number;
  readonly differences: { user_id: string; differences: { what: string; stored: string; rebuilt: string }[] }[];
}

describe("daystreak rebuild", () => {
  it("shows first what differs, writes it when told to, and then finds nothing", async () => {
    const database = `sqlite:${join(folder, "spoiled.db")}`;
    await makeUsers(database, ["ann", "ben"]);
    const date = new Date(NOON - 2 * DAY_MS).toISOString().slice(0, 10);
    spoil(
      "spoiled.db",
      `UPDATE daily_activity SET status = 'partial', problems_solved = 1, problem_ids = '["p1"]' WHERE user_id = 'ben' AND date = '${date}'`,
    );
    const args = ["rebuild", "--all", "--database", database, "--json"];
    const dry = await cli(args, folder);
    expect(dry.code).toBe(1);
    expect(dry.json<Answer>()).toMatchObject({ users: 2, differing: 1, written: 0 });
    expect(dry.json<Answer>().differences[0]).toMatchObject({
      user_id: "ben",
      differences: [
        { what: date, stored: "partial, 1 problems, 0 lessons", rebuilt: "complete, 3 problems, 0 lessons" },
      ],
    });
    expect((await cli(args, folder)).out).toBe(dry.out);
    const text = await cli(args.slice(0, -1), folder);
    expect(text.out).toMatch(/^ben\n {2}\S+: partial, 1 problems.* → complete, 3 problems.*\n.*1 user would change/);
    expect((await cli(["check", "--database", database], folder)).code).toBe(1);

    const written = await cli([...args, "--write"], folder);
    expect([written.code, written.json<Answer>().written]).toEqual([0, 1]);
    const after = await cli(args, folder);
    expect([after.code, after.json<Answer>().differing]).toEqual([0, 0]);
    expect((await cli(["check", "--database", database], folder)).code).toBe(0);
  });

  it("judges history by the newest rules only with --rules, and never lowers a longest streak", {
    timeout: 60_000,
  }, async () => {
    const name = "rules.db";
    const database = `sqlite:${join(folder, name)}`;
    await makeUsers(database, ["ann"]);
    const harder = await createTracker({ database, sweep: false, rules: { goal: { problems: 4 } } });
    await harder.close();
    const args = ["rebuild", "--user", "ann", "--database", database];
    expect((await cli(args, folder)).code).toBe(0);
    const dry = await cli([...args, "--rules"], folder);
    expect([dry.code, dry.out]).toEqual([1, expect.stringMatching(/goal streak: 5, longest 5 → 0, longest/)]);
    expect((await cli([...args, "--rules", "--write"], folder)).code).toBe(0);
    expect((await cli([...args, "--rules"], folder)).code).toBe(0);
    expect((await cli(args, folder)).code).toBe(0);
    const { out } = await cli(["inspect", "ann", "--json", "--database", database], folder);
    const { streak } = JSON.parse(out) as { streak: { goal: object; presence: object } };
    expect(streak.goal).toMatchObject({ current_streak: 0, max_streak: 5 });
    expect(streak.presence).toMatchObject({ current_streak: 5, max_streak: 5 });
  });

  it.each(["sqlite", "postgres"])("beside live writes loses none of them (%s)", async (kind) => {
    const fresh = kind === "postgres" ? await freshDatabase() : undefined;
    const database = fresh?.url ?? `sqlite:${join(folder, "busy.db")}`;
    const users = Array.from({ length: 40 }, (_, i) => `user-${i}`);
    await makeUsers(database, users);
    const tracker = await createTracker({ database, sweep: false, rules: { goal: { problems: 2 } } });
    let isLoading = true;
    const sent = new Map<string, number>();
    const sender = async (userId: string): Promise<void> => {
      for (let n = 0; isLoading; n++) {
        const outcome = await tracker.record({ userId, type: "problem_solved", id: `live-${n}`, ref: `live-${n}` });
        expect(outcome.status).toBe("accepted");
        sent.set(userId, n + 1);
      }
    };
    const senders = users.slice(0, 4).map(sender);
    const args = ["rebuild", "--all", "--rules", "--database", database];
    const rebuilt = await cli([...args, "--write", "--json"], folder);
    isLoading = false;
    await Promise.all(senders);
    const { written, busy } = rebuilt.json<{ written: number; busy: number }>();
    expect(written + busy).toBe(40);
    for (const [userId, count] of sent) {
      const logged = await tracker.store.activities(userId, 0, 100_000);
      expect(logged.filter(({ ref }) => ref?.startsWith("live-"))).toHaveLength(count);
    }
    await tracker.close();
    expect((await cli([...args, "--write"], folder)).code).toBe(0);
    expect((await cli(args, folder)).code).toBe(0);
    expect((await cli(["check", "--database", database], folder)).code).toBe(0);
    await fresh?.drop();
  });

  it("can be stopped and run again", async () => {
    const database = `sqlite:${join(folder, "stopped.db")}`;
    const users = Array.from({ length: 600 }, (_, i) => `user-${i}`);
    await makeUsers(database, users);
    spoil("stopped.db", "UPDATE daily_activity SET status = 'partial', problems_solved = 0, problem_ids = '[]'");
    const child = startCli(["rebuild", "--all", "--write", "--database", database], folder);
    const watch = new DatabaseSync(join(folder, "stopped.db"), { readOnly: true });
    const left = (): number =>
      Number(watch.prepare("SELECT count(*) AS n FROM daily_activity WHERE status = 'partial'").get()?.n);
    const exit = once(child, "exit");
    await expect.poll(left, { interval: 5 }).toBeLessThan(3_000);
    child.kill("SIGKILL");
    await exit;
    watch.close();
    expect((await cli(["rebuild", "--all", "--write", "--database", database], folder)).code).toBe(0);
    expect((await cli(["rebuild", "--all", "--database", database], folder)).code).toBe(0);
    expect((await cli(["check", "--database", database], folder)).code).toBe(0);
  });

  it("asks for one user or all", async () => {
    for (const args of [["rebuild"], ["rebuild", "--all", "--user", "ann"], ["rebuild", "ann", "--all"]]) {
      expect((await cli(args, folder)).code).toBe(2);
    }
    const database = `sqlite:${join(folder, "spoiled.db")}`;
    expect((await cli(["rebuild", "--user", "nobody", "--database", database], folder)).code).toBe(1);
  });
});
