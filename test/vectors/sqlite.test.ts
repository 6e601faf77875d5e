import { describe, it } from "vitest";
import { runVector } from "../../src/testing/run-vector.ts";
import { trackerSurface } from "../../src/testing/tracker-surface.ts";
import { nameOf, vectorsFor } from "../../src/testing/vectors.ts";
import { sqliteHost } from "./hosts.ts";

describe("the vectors hold for a tracker over SQLite", () => {
  for (const vector of vectorsFor("store")) {
    it(`${nameOf(vector)}: ${vector.title}`, () => runVector(vector, trackerSurface(sqliteHost)));
  }
});
