import type { Instant } from "../core/calendar.ts";
import type { Store } from "../storage/store.ts";
import type { Channel } from "./channel.ts";

/**
 * Forgets that receivers are gone which the configuration no longer names: nobody calls them any more, and whoever looks
 * whether something is wrong shall not find them.
 */
export async function forgetFormer(
  { notices }: Pick<Store, "notices">,
  channels: readonly Pick<Channel, "name" | "receiver">[],
  now: Instant,
): Promise<void> {
  const gone = await notices.gone();
  for (const { name, receiver = "" } of channels) {
    const own = gone.filter((one) => one.channel === name);
    if (own.length > 0 && own.every((one) => one.receiver !== receiver)) await notices.forgetGone(name, now);
  }
}
