/** Published suites and vectors: run them against a store, an adapter, or an implementation of your own. */
export { coreSurface } from "./core-surface.ts";
export { type HttpHost, httpSurface } from "./http-surface.ts";
export { runVector } from "./run-vector.ts";
export type { Session, Surface, SurfaceRange, SurfaceSetup } from "./surface.ts";
export { type OpenTracker, type TrackerHost, trackerSurface } from "./tracker-surface.ts";
export type {
  ActStep,
  Expectation,
  ExpectStep,
  RecordStep,
  StreakVector,
  SurfaceName,
  VectorActivity,
  VectorSeries,
  VectorStep,
} from "./vector.ts";
export { nameOf, streakVectors, vectorsFor } from "./vectors.ts";
