import { endianness } from "node:os";
import { inflateRawSync } from "node:zlib";
import { countUsers, PART_USERS, PART_WORDS, type UserBits, usersOf } from "./user-bits.ts";

/** Marks a text of words, lowest byte first. Base64 has none of these marks: a text without one is deflated words. */
const WORDS = ".";
/** Marks a text of gaps: one byte for each user, the distance from the one before; 0 is 255 users without one. */
const GAPS = ",";
const BYTES = PART_WORDS * 4;
const LONGEST = 255;
const isBigEndian = endianness() === "BE";

/**
 * A set as text for a database: gaps or words, whichever are fewer bytes, in base64. Not deflated: of sets that people make
 * that saves a quarter, and reading it back takes four times as long, which is what everybody waits for who asks first.
 */
export function setText(bits: UserBits): string {
  if (countUsers(bits) + PART_USERS / LONGEST < BYTES) return GAPS + gapsOf(bits).toString("base64");
  const bytes = Buffer.from(Int32Array.from(bits).buffer);
  return WORDS + (isBigEndian ? bytes.swap32() : bytes).toString("base64");
}

/** The set of a text. */
export function readSetText(text: string): UserBits {
  const bits = new Int32Array(PART_WORDS);
  if (text.startsWith(GAPS)) {
    addGaps(bits, Buffer.from(text.slice(1), "base64"));
    return bits;
  }
  const bytes = Buffer.from(bits.buffer);
  if (text.startsWith(WORDS)) bytes.write(text.slice(1), "base64");
  else inflateRawSync(Buffer.from(text, "base64")).copy(bytes);
  if (isBigEndian) bytes.swap32();
  return bits;
}

function gapsOf(bits: UserBits): Buffer {
  const gaps: number[] = [];
  let last = -1;
  for (const user of usersOf(bits)) {
    for (; user - last > LONGEST; last += LONGEST) gaps.push(0);
    gaps.push(user - last);
    last = user;
  }
  return Buffer.from(gaps);
}

function addGaps(bits: UserBits, gaps: Uint8Array): void {
  let user = -1;
  for (let i = 0; i < gaps.length; i++) {
    const gap = gaps[i] as number;
    user += gap === 0 ? LONGEST : gap;
    if (gap !== 0) bits[user >> 5] = (bits[user >> 5] as number) | (1 << (user & 31));
  }
}
