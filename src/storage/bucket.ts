/** How many buckets users are spread over. Stored with every user: never change it without a migration. */
export const BUCKETS = 1024;

/**
 * The bucket of a user, 0 to 1023: FNV-1a (32 bit) over the UTF-16 code units of the id, low byte first.
 * A sweep leases buckets, so every process and every version must agree on it.
 */
export function bucketOf(userId: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < userId.length; i++) {
    const unit = userId.charCodeAt(i);
    hash = Math.imul(hash ^ (unit & 0xff), 0x01000193);
    hash = Math.imul(hash ^ (unit >> 8), 0x01000193);
  }
  return (hash >>> 0) % BUCKETS;
}
