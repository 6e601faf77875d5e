import { expect, test } from "vitest";
import { emptyState } from "../../src/core/state.ts";
import { createStateMemory } from "../../src/storage/state-memory.ts";

const state = (userId: string) => emptyState(userId, 0);

test("gives a state once, until it is kept again", () => {
  const memory = createStateMemory(10);
  const ann = state("ann");
  memory.keep(ann);
  expect(memory.take("ann")).toBe(ann);
  expect(memory.take("ann")).toBeUndefined();
});

test("forgets the one kept longest ago", () => {
  const memory = createStateMemory(2);
  for (const userId of ["ann", "bob", "ann", "cem"]) memory.keep(state(userId));
  expect(memory.size).toBe(2);
  expect(["ann", "bob", "cem"].map((userId) => memory.take(userId)?.userId)).toEqual(["ann", undefined, "cem"]);
});

test("has room for nobody where it may remember nobody", () => {
  const memory = createStateMemory(0);
  memory.keep(state("ann"));
  expect(memory.size).toBe(0);
});
