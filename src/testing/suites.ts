/** Suites that run under vitest: what every store, adapter and channel must pass, yours included. */
export { testAdapter } from "./adapter-suite.ts";
export type { Arrived, ChannelScene, ReceiverMood, SceneWishes } from "./channel-scene.ts";
export { sampleDelivery } from "./channel-scene.ts";
export { type ChannelSuiteOptions, testChannel } from "./channel-suite.ts";
export { createFakeClock } from "./fake-clock.ts";
export { testStore } from "./store-suite.ts";
