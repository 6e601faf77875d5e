import type { DayNumber } from "./calendar.ts";

const NO_BITS = new Uint8Array(0);

/**
 * A set of dates, one bit a date, from a base date on. 500 days of history are 63 bytes.
 * Mutable; `clone` before changing one that somebody else holds.
 */
export class DaySet {
  #base: DayNumber;
  #bits: Uint8Array;
  /** Whether another set reads the same bits: they are copied before the next change. */
  #isShared: boolean;

  private constructor(base: DayNumber, bits: Uint8Array, isShared: boolean) {
    this.#base = base;
    this.#bits = bits;
    this.#isShared = isShared;
  }

  /** A set of the given dates. */
  static of(days: Iterable<DayNumber> = []): DaySet {
    const set = new DaySet(0, NO_BITS, false);
    for (const day of days) set.add(day);
    return set;
  }

  /** Reads what {@link encode} wrote: three bytes of base date, then the bits; nothing for the empty set. */
  static decode(bytes: Uint8Array): DaySet {
    if (bytes.length < 3) return DaySet.of();
    const base = ((bytes[0] as number) << 16) | ((bytes[1] as number) << 8) | (bytes[2] as number);
    return new DaySet(base, bytes.slice(3), false);
  }

  /** The bytes to store. Equal sets encode equally. */
  encode(): Uint8Array {
    if (this.#bits.length === 0) return NO_BITS;
    const first = this.first();
    const last = this.last();
    if (first === undefined || last === undefined) return NO_BITS;
    const base = first - (first % 8);
    const out = new Uint8Array(3 + ((last - base) >> 3) + 1);
    out[0] = base >> 16;
    out[1] = base >> 8;
    out[2] = base;
    out.set(this.#bits.subarray((base - this.#base) >> 3, ((last - this.#base) >> 3) + 1), 3);
    return out;
  }

  /** A set of its own that shares the bits until one of the two changes. */
  clone(): DaySet {
    this.#isShared = true;
    return new DaySet(this.#base, this.#bits, true);
  }

  has(day: DayNumber): boolean {
    const offset = day - this.#base;
    return offset >= 0 && (((this.#bits[offset >> 3] ?? 0) >> (offset & 7)) & 1) === 1;
  }

  /** Adds a date (1970-01-01 or later); says whether it was new. */
  add(day: DayNumber): boolean {
    if (this.has(day)) return false;
    this.#own();
    this.#reach(day);
    const offset = day - this.#base;
    this.#bits[offset >> 3] = (this.#bits[offset >> 3] ?? 0) | (1 << (offset & 7));
    return true;
  }

  /** Removes a date; says whether it was there. */
  delete(day: DayNumber): boolean {
    if (!this.has(day)) return false;
    this.#own();
    const offset = day - this.#base;
    this.#bits[offset >> 3] = (this.#bits[offset >> 3] as number) & ~(1 << (offset & 7));
    return true;
  }

  first(): DayNumber | undefined {
    return this.next(this.#base);
  }

  last(): DayNumber | undefined {
    return this.previous(this.#base + this.#bits.length * 8 - 1);
  }

  /** The first date of the set on or after `day`. */
  next(day: DayNumber): DayNumber | undefined {
    const end = this.#bits.length * 8;
    for (let offset = Math.max(0, day - this.#base); offset < end; offset++) {
      const byte = (this.#bits[offset >> 3] as number) >> (offset & 7);
      if (byte === 0) offset |= 7;
      else return this.#base + offset + (31 - Math.clz32(byte & -byte));
    }
    return undefined;
  }

  /** The last date of the set on or before `day`. */
  previous(day: DayNumber): DayNumber | undefined {
    for (let offset = Math.min(this.#bits.length * 8 - 1, day - this.#base); offset >= 0; offset--) {
      const byte = ((this.#bits[offset >> 3] as number) << (7 - (offset & 7))) & 0xff;
      if (byte === 0) offset &= ~7;
      else return this.#base + offset - (Math.clz32(byte) - 24);
    }
    return undefined;
  }

  get size(): number {
    let count = 0;
    for (const _ of this) count++;
    return count;
  }

  get isEmpty(): boolean {
    return this.first() === undefined;
  }

  /** The dates in order. */
  *[Symbol.iterator](): Generator<DayNumber> {
    for (let day = this.first(); day !== undefined; day = this.next(day + 1)) yield day;
  }

  #own(): void {
    if (!this.#isShared) return;
    this.#bits = this.#bits.slice();
    this.#isShared = false;
  }

  #reach(day: DayNumber): void {
    if (this.#bits.length === 0) {
      this.#base = day - (day % 8);
      this.#bits = new Uint8Array(8);
      return;
    }
    if (day < this.#base) {
      const base = day - (day % 8);
      const grown = new Uint8Array(this.#bits.length + ((this.#base - base) >> 3));
      grown.set(this.#bits, (this.#base - base) >> 3);
      this.#base = base;
      this.#bits = grown;
    }
    const byte = (day - this.#base) >> 3;
    if (byte >= this.#bits.length) {
      const grown = new Uint8Array(Math.max(byte + 1, Math.ceil(this.#bits.length * 1.5)));
      grown.set(this.#bits);
      this.#bits = grown;
    }
  }
}
