import type { Instant } from "../core/calendar.ts";
import type { Store } from "../storage/store.ts";
import { PART_USERS, PART_WORDS, type UserBits } from "./user-bits.ts";

/** The users of a group, part by part. */
export interface GroupMask {
  /** Another one than before where other users are in the group. */
  readonly name: string;
  readonly parts: ReadonlyMap<number, UserBits>;
}

/** Who is in a group is read from everybody: it is remembered so long. */
const KEPT_MS = 60_000;
/** Groups remembered; the one asked longest ago goes first. */
const GROUPS = 32;
const PAGE = 5_000;

/** Finds the users of groups. */
export function createGroupMasks(
  store: Pick<Store, "names" | "metrics">,
  now: () => Instant,
): (group: string) => Promise<GroupMask> {
  const known = new Map<string, { readonly mask: GroupMask; readonly at: Instant }>();
  let masks = 0;

  async function read(group: string): Promise<Map<number, UserBits>> {
    const parts = new Map<number, UserBits>();
    for (let after: string | undefined; ; ) {
      const page = await store.names(PAGE, after);
      const members = page.filter(({ groups }) => groups.includes(group)).map(({ userId }) => userId);
      if (members.length > 0) {
        for (const ordinal of (await store.metrics.ordinals(members)).values()) add(parts, ordinal);
      }
      after = page.at(-1)?.userId;
      if (page.length < PAGE) return parts;
    }
  }

  return async (group) => {
    const found = known.get(group);
    known.delete(group);
    if (found !== undefined && now() - found.at < KEPT_MS) {
      known.set(group, found);
      return found.mask;
    }
    const at = now();
    const parts = await read(group);
    const isSame = found !== undefined && hasSame(found.mask.parts, parts);
    const mask = isSame ? found.mask : { name: `${group} ${masks++}`, parts };
    known.set(group, { mask, at });
    for (const oldest of known.keys()) {
      if (known.size <= GROUPS) break;
      known.delete(oldest);
    }
    return mask;
  };
}

function add(parts: Map<number, UserBits>, ordinal: number): void {
  const part = Math.floor(ordinal / PART_USERS);
  const bits = parts.get(part) ?? new Int32Array(PART_WORDS);
  parts.set(part, bits);
  const user = ordinal % PART_USERS;
  bits[user >> 5] = (bits[user >> 5] as number) | (1 << (user & 31));
}

function hasSame(a: GroupMask["parts"], b: GroupMask["parts"]): boolean {
  return a.size === b.size && [...a].every(([part, bits]) => b.get(part)?.every((word, i) => word === bits[i]));
}
