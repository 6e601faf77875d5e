import { brotliDecompressSync, gunzipSync, inflateSync, zstdDecompressSync } from "node:zlib";

/** Answers of login and refresh paths are small; a larger one is not looked at. */
export const MAX_ANSWER_BYTES = 65_536;

const DECOMPRESS = [gunzipSync, brotliDecompressSync, zstdDecompressSync, inflateSync];

/**
 * The body of an answer as JSON, also where the host has compressed it; `undefined` for one that is none or too large.
 * Tried rather than looked up: Node does not give back headers that were handed to `writeHead`.
 */
export function answerJson(body: Uint8Array): unknown {
  if (body.length === 0 || body.length > MAX_ANSWER_BYTES) return undefined;
  const plain = parsed(() => body);
  if (plain !== undefined) return plain;
  for (const decompress of DECOMPRESS) {
    const found = parsed(() => decompress(body, { maxOutputLength: MAX_ANSWER_BYTES }));
    if (found !== undefined) return found;
  }
  return undefined;
}

function parsed(bytesOf: () => Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytesOf()));
  } catch {
    return undefined;
  }
}
