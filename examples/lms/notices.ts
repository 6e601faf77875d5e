import type { Tracker } from "daystreak";
import {
  createNotices,
  createNoticeTexts,
  createReach,
  createVapidKeys,
  createWebPushChannel,
  type Notices,
} from "daystreak/notices";
import type { Progress } from "./progress.ts";

/**
 * Notices of the platform: in the page, and in the browsers where learners turned them on. Browsers know the platform by
 * a key of its own, which is made once and kept.
 *
 * @param privateNetworks push services that are not on the Internet, such as one for trying things out
 */
export function openNotices(tracker: Tracker, progress: Progress, privateNetworks: readonly string[]): Notices {
  const push = createWebPushChannel({
    privateKey: progress.kept("push-key", () => createVapidKeys().privateKey),
    subject: "mailto:hello@small-steps.example",
    reach: createReach(privateNetworks),
  });
  const texts = createNoticeTexts({ app: "Small Steps" });
  return createNotices({ tracker, texts, channels: [push], pushKey: push.publicKey });
}
