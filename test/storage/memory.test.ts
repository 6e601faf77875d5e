import { createMemoryStore } from "../../src/storage/memory.ts";
import { testStore } from "../../src/testing/store-suite.ts";

testStore("memory", async () => {
  const store = createMemoryStore();
  return { store, dispose: () => store.close() };
});
