import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { typesOf } from "../../client/scripts/types-of-schemas.ts";
import { wireTypes } from "../../client/scripts/wire.ts";

test("the client's types are those of the API's contract: npm run wire --workspace client", async () => {
  const written = await readFile(new URL("../../client/src/wire.ts", import.meta.url), "utf8");
  expect(written).toBe(await wireTypes());
});

test("a schema that has no type is refused, rather than left out", () => {
  expect(() => typesOf({ Odd: {} }, { Odd: "Odd" })).toThrow(/cannot express/);
  expect(() => typesOf({}, { Gone: "Gone" })).toThrow(/no schema Gone/);
});

test("a type that another package has is imported, and not written again", () => {
  const schemas = {
    Page: { type: "object", properties: { user: { $ref: "#/components/schemas/User" } } },
    User: { type: "object", properties: {} },
  } as const;
  const text = typesOf(schemas, { Page: "Page" }, { from: "a-package", names: { User: "Person" } });
  expect(text).toMatch(/^import type { Person } from "a-package";\n\nexport interface Page {\nuser\?: Person;/);
  expect(text).not.toContain("interface Person");
});
