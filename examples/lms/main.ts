/** `npm start`: the reference learning platform on one port, with its data in ./data. */
import { createTracker } from "daystreak";
import { createApp } from "./app.ts";
import { demoLearners } from "./learners.ts";
import { addressOf, listen, stop } from "./listen.ts";
import { openNotices } from "./notices.ts";
import { bundlePage, bundleWorker } from "./page.ts";
import { openProgress } from "./progress.ts";
import { rules } from "./rules.ts";

const host = process.env.HOST || "127.0.0.1";
const port = Number(process.env.PORT || 8000);
const accessSeconds = Number(process.env.ACCESS_SECONDS || 900);
const database = process.env.DATABASE_URL || "sqlite:./data/lms-daystreak.db";

try {
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error("PORT must be a number from 0 to 65535.");
  if (!(accessSeconds > 0)) throw new Error("ACCESS_SECONDS must be a number above 0.");
  await start();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function start(): Promise<void> {
  const progress = openProgress("data/lms.db");
  const tracker = await createTracker({ database, rules });
  const notices = openNotices(tracker, progress, (process.env.PRIVATE_NETWORKS || "").split(",").filter(Boolean));
  const close = async (): Promise<void> => {
    await notices.close();
    await tracker.close();
    progress.close();
  };
  const accessMs = accessSeconds * 1000;
  const server = await Promise.all([bundlePage(), bundleWorker()])
    .then(([script, worker]) => listen(createApp({ tracker, progress, notices, script, worker, accessMs }), host, port))
    .catch(async (error) => {
      await close();
      throw error;
    });

  console.log(`Small Steps, a learning platform with Daystreak: ${addressOf(server)}`);
  console.log("Sign in as a demo learner:");
  for (const { name, username, password, isAdmin } of demoLearners) {
    console.log(`  ${username} / ${password}   (${name}${isAdmin ? ", who sees the dashboard" : ""})`);
  }
  console.log("Ctrl+C stops it.");

  let stopping = false;
  const shutDown = async (): Promise<void> => {
    if (stopping) process.exit(1);
    stopping = true;
    await stop(server, 5_000);
    await close();
  };
  process.on("SIGTERM", shutDown);
  process.on("SIGINT", shutDown);
}
