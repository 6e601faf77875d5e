import type { Dialect } from "./dialect.ts";

/** Step 12: who has an address: a device that another user claims is taken from the one before. */
export function addAddressHolders({ table }: Dialect): string[] {
  return [`CREATE INDEX notice_address_id ON ${table("notice_address")} (channel, id)`];
}
