import { fileURLToPath } from "node:url";
import type { ViteUserConfig } from "vitest/config";
import { defineConfig } from "vitest/config";

// Tests import the package as its users do ("daystreak/testing"); this condition makes that the TypeScript source.
const conditions = ["daystreak-src"];

// Every process and SQLite worker of the tests strips the types of the same files. Node keeps the results here, which
// halves their start, and spares most of the WebAssembly behind it: starting and ending that in many threads makes
// Node 24 crash now and then ("Check failed: jit_page.has_value()").
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL("node_modules/.cache/compile", import.meta.url));

const config: ViteUserConfig = defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    include: ["test/**/*.test.ts"],
    setupFiles: ["test/support/seed.ts", "test/support/attempts.ts"],
    globalSetup: ["test/support/compile-cache.ts", "test/support/postgres.ts"],
    pool: "forks",
    execArgv: conditions.map((condition) => `--conditions=${condition}`),
    maxWorkers: 2,
    // A signal that is awaited may take its time on a busy machine: these end only what hangs.
    testTimeout: 90_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 45_000 } },
    // Real servers and browsers on a machine that stops for a while: what passes only then is named at the end.
    retry: 1,
    allowOnly: false,
    passWithNoTests: false,
    reporters: ["default"],
  },
});

export default config;
