import { readFile } from "node:fs/promises";
import { extname } from "node:path";
import { promisify } from "node:util";
import { DaystreakError } from "../core/errors.ts";
import type { DashboardFolder } from "./built-dashboard.ts";
import type { ApiHandler } from "./handler.ts";
import { problem } from "./problem.ts";

const PREFIX = "/admin";
const HEADERS: Readonly<Record<string, string>> = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; " +
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "cross-origin-opener-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  vary: "Accept-Encoding",
};
const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".json": "application/json",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
};
/** Their names change with their content. */
const HASHED = /^assets\/[\w.-]+$/;
const FILE = /^(assets\/)?[\w-][\w.-]*\.\w+$/;
const SQUEEZED = /^(text|application)|svg/;
const FOR_EVER = "public, max-age=31536000, immutable";

interface BuiltFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly squeezed: Uint8Array<ArrayBuffer> | undefined;
}

/**
 * Serves the pages of the dashboard below `/admin/`: the files of a build, and its one page for every other path, which
 * is a view of it. A file is read when it is first asked for and stays in memory: all of them are about a megabyte.
 */
export function createDashboard(folder: DashboardFolder): ApiHandler & Required<Pick<ApiHandler, "owns">> {
  const files = new Map<string, Promise<BuiltFile | undefined>>();

  const fileOf = (name: string): Promise<BuiltFile | undefined> => {
    const known = files.get(name) ?? folder().then((path) => load(path, name));
    files.set(name, known);
    // What is not there may be there later, after a build; and names that are asked for are anybody's.
    const forget = (): boolean => files.delete(name);
    known.then((file) => file ?? forget(), forget);
    return known;
  };

  const answer = async (request: Request, path: string): Promise<Response> => {
    if (request.method !== "GET" && request.method !== "HEAD") {
      const refused = problem(new DaystreakError("method_not_allowed", "use GET or HEAD"));
      refused.headers.set("allow", "GET, HEAD");
      return refused;
    }
    const isFile = FILE.test(path);
    const name = isFile ? path : "index.html";
    const file = await fileOf(name);
    if (file === undefined) {
      const text = isFile
        ? "there is no such file of the dashboard; load the page again"
        : "the dashboard is not built: run npm run build";
      return problem(new DaystreakError("not_found", text));
    }
    const squeezed = /\bgzip\b/.test(request.headers.get("accept-encoding") ?? "") ? file.squeezed : undefined;
    const body = squeezed ?? file.bytes;
    return new Response(request.method === "HEAD" ? null : body, {
      headers: {
        ...HEADERS,
        "content-type": TYPES[extname(name)] ?? "application/octet-stream",
        "content-length": String(body.byteLength),
        "cache-control": HASHED.test(name) ? FOR_EVER : "no-cache",
        ...(squeezed && { "content-encoding": "gzip" }),
      },
    });
  };

  const owns = (pathname: string): boolean => pathname === PREFIX || pathname.startsWith(`${PREFIX}/`);
  const handle: ApiHandler = async (request, context = {}) => {
    const { pathname } = new URL(request.url);
    if (!owns(pathname)) return undefined;
    context.onRoute?.("/admin/*");
    // The page names its files relative to this.
    if (pathname === PREFIX) return new Response(null, { status: 308, headers: { location: `${PREFIX}/` } });
    return answer(request, pathname.slice(PREFIX.length + 1));
  };
  return Object.assign(handle, { owns });
}

async function load(folder: string, name: string): Promise<BuiltFile | undefined> {
  const bytes = await readFile(`${folder}/${name}`).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (bytes === undefined) return undefined;
  const isText = SQUEEZED.test(TYPES[extname(name)] ?? "");
  if (!isText) return { bytes: new Uint8Array(bytes), squeezed: undefined };
  // A service that shows nobody the dashboard starts without it.
  const { gzip } = await import("node:zlib");
  return { bytes: new Uint8Array(bytes), squeezed: new Uint8Array(await promisify(gzip)(bytes, { level: 9 })) };
}
