/**
 * The service in a process of its own that notes when it commits: `live-host.ts DATABASE_URL SECRET`. Tells its address;
 * asked for `memory` or `commits` it tells those.
 */
import { pino } from "pino";
import { keepYoungHeapSmall, letYoungHeapGrow } from "../../src/cli/young-heap.ts";
import { readConfig } from "../../src/server/config.ts";
import { serve } from "../../src/server/service.ts";

/** What the host is asked for. */
export type HostAsk = "memory" | "commits" | "close";

/** When a version of a user was committed, in milliseconds since 1970. */
export interface Commit {
  readonly userId: string;
  readonly version: number;
  readonly at: number;
}

const [database = "", secret = ""] = process.argv.slice(2);
const config = readConfig({ port: "0", database, "jwt-secret": secret, "api-key": secret }, {});
// As the command does it.
keepYoungHeapSmall();
const service = await serve(config, { logger: pino({ level: "silent" }) });
letYoungHeapGrow();
let commits: Commit[] = [];
service.tracker.store.listen({
  watches: () => false,
  committed(applied) {
    const at = performance.timeOrigin + performance.now();
    for (const { userId, state } of applied) commits.push({ userId, version: state.version, at });
  },
  changed: () => undefined,
  lost: () => undefined,
  closed: () => undefined,
});

process.on("message", async (ask: HostAsk) => {
  if (ask === "memory") process.send?.(process.memoryUsage.rss());
  else if (ask === "commits") {
    process.send?.(commits);
    commits = [];
  } else {
    await service.close();
    process.disconnect();
  }
});
process.send?.(service.url);
