/** `npm run gallery`: every state of every widget on one page. `?lang=ar&dir=rtl` shows it in another language. */
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

const folder = new URL("../gallery/", import.meta.url);

/** A file of the gallery as it is served. */
export interface GalleryFile {
  readonly type: string;
  readonly body: string;
}

/** Builds the gallery: its files by their path. */
export async function buildGallery(): Promise<Map<string, GalleryFile>> {
  const bundle = await rolldown({ input: fileURLToPath(new URL("main.ts", folder)), platform: "browser" });
  const { output } = await bundle.generate({ format: "es" });
  await bundle.close();
  return new Map([
    ["/", { type: "text/html; charset=utf-8", body: await readFile(new URL("index.html", folder), "utf8") }],
    ["/gallery.css", { type: "text/css; charset=utf-8", body: await readFile(new URL("gallery.css", folder), "utf8") }],
    ["/main.js", { type: "text/javascript; charset=utf-8", body: output[0].code }],
  ]);
}

if (import.meta.main) {
  const port = Number(process.env.PORT ?? 8080);
  const files = await buildGallery();
  createServer((request, response) => {
    const file = files.get(new URL(request.url ?? "/", "http://localhost").pathname);
    response.writeHead(file === undefined ? 404 : 200, { "content-type": file?.type ?? "text/plain" }).end(file?.body);
  }).listen(port, "127.0.0.1", () => console.log(`http://localhost:${port}/`));
}
