/** An id for what happened at `at`: unique, and in the order of time. */
export function newId(at: number): string {
  const chance = [...fill(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0"));
  return `${at.toString(36)}-${chance.join("")}`;
}

/** Phones may have no good source of chance; ids need to be different, not secret. */
function fill(bytes: Uint8Array<ArrayBuffer>): Uint8Array {
  const source = globalThis.crypto as typeof globalThis.crypto | undefined;
  return source === undefined ? bytes.map(() => Math.random() * 256) : source.getRandomValues(bytes);
}
