import { createBrowserPlatform } from "./browser.ts";
import { type CoreClient, type CoreOptions, createCore } from "./core.ts";
import { newId } from "./new-id.ts";
import type { Platform } from "./platform.ts";

/**
 * Makes the small client: it reports that the learner is there, and reads. What cannot be sent now is not kept, and news
 * come only when asked for. `createClient` of `@daystreak/client` has the queue and the stream as well.
 */
export function createClient(options: CoreOptions, platform: Platform = createBrowserPlatform()): CoreClient {
  const { hub, reporter, reads, reload, watchPresence } = createCore(options, platform);
  let isAsked = false;
  const stop = watchPresence((at, leaving) => {
    const zone = platform.zone();
    const heartbeat = { id: newId(at), type: "heartbeat", at, ...(zone !== undefined && { zone }) };
    reporter([heartbeat], leaving).then(
      () => hub.recovered("send"),
      (error: unknown) => hub.fail("send", error),
    );
  });
  return {
    ...reads,
    get streak() {
      return hub.streak;
    },
    subscribe(listener) {
      if (!isAsked) reload();
      isAsked = true;
      return hub.subscribe(listener);
    },
    close: stop,
  };
}
