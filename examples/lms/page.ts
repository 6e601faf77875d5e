import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

const entry = fileURLToPath(new URL("page/app.js", import.meta.url));

/** What runs in the browser, with everything it imports (`@daystreak/client` among it), as one module. */
export async function bundlePage(): Promise<string> {
  const bundle = await rolldown({
    input: entry,
    platform: "browser",
    resolve: { conditionNames: ["daystreak-src"] },
  });
  const { output } = await bundle.generate({ format: "es", minify: true });
  await bundle.close();
  return output[0].code;
}
