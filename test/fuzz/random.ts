/** A stream of choices that is the same for the same seed. */
export interface Random {
  /** From 0 (included) to 1. */
  next(): number;
  /** A whole number from 0 to below `n`. */
  below(n: number): number;
  /** One of a list. */
  pick<T>(list: readonly T[]): T;
  /** True once in `n`. */
  oneIn(n: number): boolean;
}

/** Mulberry32: small, fast, and good enough to choose among bad requests. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (n: number): number => Math.floor(next() * n);
  return {
    next,
    below,
    pick: (list) => list[below(list.length)] as (typeof list)[number],
    oneIn: (n) => below(n) === 0,
  };
}
