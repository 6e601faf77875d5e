import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

/** What runs in the browser, with everything it imports (`@daystreak/client` among it), as one module. */
export function bundlePage(): Promise<string> {
  return bundle("app.js", "es");
}

/** The service worker, as one script. */
export function bundleWorker(): Promise<string> {
  return bundle("worker.js", "iife");
}

async function bundle(file: string, format: "es" | "iife"): Promise<string> {
  const bundle = await rolldown({
    input: fileURLToPath(new URL(`page/${file}`, import.meta.url)),
    platform: "browser",
    resolve: { conditionNames: ["daystreak-src"] },
  });
  const { output } = await bundle.generate({ format, minify: true });
  await bundle.close();
  return output[0].code;
}
