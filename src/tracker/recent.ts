/**
 * Views known to be logged already: "this identity was stored under this mark". Bounded; two generations, of which the
 * older one is forgotten when the younger is full.
 */
export interface Recent {
  has(key: string, stamp: number): boolean;
  add(key: string, stamp: number): void;
  clear(): void;
  readonly size: number;
}

/** The key of a view's identity within its mark. No part can hold the separator: control characters are refused. */
export function viewKey(userId: string, type: string, ref: string): string {
  return `${userId}\n${type}\n${ref}`;
}

/** An empty memory of at most `max` keys. */
export function createRecent(max: number): Recent {
  let young = new Map<string, number>();
  let old = new Map<string, number>();
  return {
    has: (key, stamp) => young.get(key) === stamp || old.get(key) === stamp,
    add(key, stamp) {
      if (young.size >= max / 2) {
        old = young;
        young = new Map();
      }
      young.set(key, stamp);
    },
    clear() {
      young = new Map();
      old = new Map();
    },
    get size() {
      return young.size + old.size;
    },
  };
}
