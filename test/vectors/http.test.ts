import { describe, it } from "vitest";
import { createApiKeys, hashKey } from "../../src/api/api-keys.ts";
import { createAuthenticate } from "../../src/api/auth.ts";
import { createApi } from "../../src/api/create-api.ts";
import { httpSurface } from "../../src/testing/http-surface.ts";
import { runVector } from "../../src/testing/run-vector.ts";
import { nameOf, vectorsFor } from "../../src/testing/vectors.ts";
import { memoryHost } from "./hosts.ts";

const apiKey = "a-key-without-any-dots-0123456789";
const keys = createApiKeys([
  { name: "support-key", hash: hashKey(apiKey), scopes: new Set(["ingest", "read", "support"]) },
]);
const authenticate = createAuthenticate({ keys });

const surface = httpSurface(async (setup) => ({
  ...(await memoryHost(setup)),
  handlerOf: (tracker) => createApi({ tracker, authenticate }),
  apiKey,
}));

describe("the vectors hold over HTTP", () => {
  for (const vector of vectorsFor("http")) {
    it(`${nameOf(vector)}: ${vector.title}`, () => runVector(vector, surface));
  }
});
