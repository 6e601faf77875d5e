import type { ViteUserConfig } from "vitest/config";
import { defineConfig } from "vitest/config";

// Tests import the package as its users do ("daystreak/testing"); this condition makes that the TypeScript source.
const conditions = ["daystreak-src"];

const config: ViteUserConfig = defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/support/postgres.ts"],
    pool: "forks",
    execArgv: conditions.map((condition) => `--conditions=${condition}`),
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 60_000,
    retry: 0,
    allowOnly: false,
    passWithNoTests: false,
    reporters: ["default"],
  },
});

export default config;
