import { deflateRawSync, inflateRawSync } from "node:zlib";
import { PART_WORDS, type UserBits } from "./user-bits.ts";

/** A set as text for a database: its words, lowest byte first, deflated, in base64. */
export function setText(bits: UserBits): string {
  const bytes = Buffer.alloc(PART_WORDS * 4);
  for (let word = 0; word < PART_WORDS; word++) bytes.writeInt32LE(bits[word] as number, word * 4);
  return deflateRawSync(bytes, { level: 1 }).toString("base64");
}

/** The set of a text. */
export function readSetText(text: string): UserBits {
  const bytes = inflateRawSync(Buffer.from(text, "base64"));
  const bits = new Int32Array(PART_WORDS);
  for (let word = 0; word < PART_WORDS; word++) bits[word] = bytes.readInt32LE(word * 4);
  return bits;
}
