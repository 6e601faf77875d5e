/** A host app that records its requests in a process of its own: `host-process.ts DATABASE_URL`; tells its port. */
import type { AddressInfo } from "node:net";
import { fastify } from "fastify";
import { daystreak } from "../../src/adapters/fastify.ts";
import { openStore } from "../../src/storage/open.ts";
import { createTracker } from "../../src/tracker/create-tracker.ts";

const store = await openStore(process.argv[2] ?? "");
// What fails while the database is away is counted; printing it would be measured as well.
const tracker = await createTracker({ store, onError: () => undefined });
const app = fastify({ logger: false, forceCloseConnections: true });
app.register(daystreak(tracker, { user: (request) => request.headers["x-user"] as string }));
app.get("/api/things/:id", async (request) => ({ id: (request.params as { id: string }).id }));
await app.listen({ host: "127.0.0.1", port: 0 });

process.on("message", async () => {
  await app.close();
  const { failed, accepted } = tracker.stats();
  process.send?.({ failed, accepted });
  await tracker.close();
  process.disconnect();
});
process.send?.((app.server.address() as AddressInfo).port);
