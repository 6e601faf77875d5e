import { afterAll, beforeAll, describe, it } from "vitest";
import { runVector } from "../../src/testing/run-vector.ts";
import { trackerSurface } from "../../src/testing/tracker-surface.ts";
import { nameOf, vectorsFor } from "../../src/testing/vectors.ts";
import { type FreshDatabase, freshDatabase } from "../support/fresh-database.ts";
import { postgresHost } from "./hosts.ts";

describe("the vectors hold for a tracker over PostgreSQL", () => {
  let database: FreshDatabase;
  beforeAll(async () => {
    database = await freshDatabase();
  });
  afterAll(() => database.drop());

  for (const vector of vectorsFor("store")) {
    it(`${nameOf(vector)}: ${vector.title}`, () => runVector(vector, trackerSurface(postgresHost(database.url))));
  }
});
