/** A UUID of version 7 for what happened at `at`: unique, and in the order of time. */
export function newId(at: number): string {
  const random = fill(new Uint8Array(10));
  const hex = [...random].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const time = Math.max(0, Math.floor(at)).toString(16).padStart(12, "0");
  const variant = ((random[2] as number) & 0x3f) | 0x80;
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hex.slice(1, 4)}-${variant.toString(16)}${hex.slice(6, 8)}-${hex.slice(8)}`;
}

/** Phones may have no good source of chance; ids need to be different, not secret. */
function fill(bytes: Uint8Array<ArrayBuffer>): Uint8Array {
  const source = globalThis.crypto as Crypto | undefined;
  return source === undefined ? bytes.map(() => Math.random() * 256) : source.getRandomValues(bytes);
}
