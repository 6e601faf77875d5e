import { describe, it } from "vitest";
import { coreSurface } from "../../src/testing/core-surface.ts";
import { runVector } from "../../src/testing/run-vector.ts";
import { nameOf, vectorsFor } from "../../src/testing/vectors.ts";

describe("the vectors hold for the pure core", () => {
  for (const vector of vectorsFor("core")) {
    it(`${nameOf(vector)}: ${vector.title}`, () => runVector(vector, coreSurface()));
  }
});
