/**
 * Sends what is due to a receiver on this machine, until it is killed; says so once it has begun.
 * Arguments: the store's URL, the receiver's URL, the instant at which the clock stands when the process begins.
 */
import { DEFAULT_RULES } from "../../src/core/rules-check.ts";
import { createWebhookChannel } from "../../src/notices/channels/webhook.ts";
import { createDispatcher } from "../../src/notices/dispatch.ts";
import { createNoticeTexts } from "../../src/notices/notice-texts.ts";
import { createReach } from "../../src/notices/outbound/reach.ts";
import { openStore } from "../../src/storage/open.ts";
import { createTracker } from "../../src/tracker/create-tracker.ts";

const [url = "", receiver = "", start = ""] = process.argv.slice(2);
const begun = Date.now();
const now = (): number => Number(start) + Date.now() - begun;
const rules = { ...DEFAULT_RULES, notices: { channels: ["webhook"], holdout: 0 } };
const tracker = await createTracker({ store: await openStore(url), rules, clock: now });
const channel = createWebhookChannel({
  url: receiver,
  secrets: [`whsec_${Buffer.alloc(32, 7).toString("base64")}`],
  reach: createReach(["127.0.0.1"]),
  concurrency: 4,
});
const dispatcher = createDispatcher({
  store: tracker.store,
  channels: [channel],
  texts: createNoticeTexts({ app: "Academy" }),
  book: () => tracker.book,
  now,
  onError: (error) => process.stderr.write(`${String(error)}\n`),
  everyMs: 50,
  // Who takes over from a killed process need not wait long here.
  leaseMs: 400,
  claimMs: 2_000,
});
dispatcher.start();
process.stdout.write("begun\n");
// Rounds alone keep no process alive.
setInterval(() => {}, 60_000);
