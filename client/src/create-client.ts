import { createBrowserPlatform } from "./browser.ts";
import { type Client, type ClientOptions, createClientOn } from "./client.ts";
import { createLive } from "./live.ts";
import { createIdbQueue } from "./queue-idb.ts";

/**
 * Makes the client of the learner who is signed in. It reports their presence, keeps what they did until the server has
 * it, and knows the newest streak. Close it when they sign out.
 *
 * @example
 * const client = createClient({ baseUrl: "", token: () => session.accessToken, refresh: () => session.renew() });
 * client.subscribe(() => header.show(client.streak?.current_streak));
 * client.track("lesson_view", "lesson-7");
 */
export function createClient(options: ClientOptions): Client {
  return createClientOn(createBrowserPlatform(), createIdbQueue(), options, createLive);
}
