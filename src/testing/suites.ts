/** Suites that run under vitest: what every store and every adapter must pass, yours included. */
export { testAdapter } from "./adapter-suite.ts";
export { createFakeClock } from "./fake-clock.ts";
export { testStore } from "./store-suite.ts";
