import { brotliDecompressSync, gunzipSync, inflateSync, zstdDecompressSync } from "node:zlib";

/** Answers of login and refresh paths are small; a larger one is not looked at. */
export const MAX_ANSWER_BYTES = 65_536;

const DECOMPRESS: Readonly<Record<string, (body: Uint8Array, options: { maxOutputLength: number }) => Buffer>> = {
  gzip: gunzipSync,
  "x-gzip": gunzipSync,
  deflate: inflateSync,
  br: brotliDecompressSync,
  zstd: zstdDecompressSync,
};

/**
 * The body of an answer as JSON; `undefined` for one that is none, is too large, or is compressed in an unknown way.
 * @param encoding the `Content-Encoding`, for hosts that compress before the adapter sees the body
 */
export function answerJson(body: string | Uint8Array, encoding: unknown): unknown {
  if (body.length > MAX_ANSWER_BYTES) return undefined;
  try {
    if (typeof body === "string") return JSON.parse(body);
    if (encoding === undefined || encoding === null || encoding === "identity") return JSON.parse(textOf(body));
    const decompress = DECOMPRESS[String(encoding).toLowerCase()];
    return decompress && JSON.parse(textOf(decompress(body, { maxOutputLength: MAX_ANSWER_BYTES })));
  } catch {
    return undefined;
  }
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
}
