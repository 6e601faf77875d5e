import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { wireTypes } from "../../dashboard/scripts/wire.ts";

test("the dashboard's types are those of the API's contract: npm run wire --workspace @daystreak/dashboard", async () => {
  const written = await readFile(new URL("../../dashboard/src/wire.ts", import.meta.url), "utf8");
  expect(written).toBe(await wireTypes());
});
