/** A process that takes webhooks, and says so when as many different ones have come as it was told to wait for. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

let seen = new Set<string>();
let wanted = Number.POSITIVE_INFINITY;

const server = createServer((request, response) => {
  request.resume();
  request.on("end", () => {
    response.writeHead(204).end();
    seen.add(String(request.headers["webhook-id"]));
    if (seen.size === wanted) process.send?.("complete");
  });
});
process.on("message", (count: number) => {
  seen = new Set();
  wanted = count;
});
process.on("disconnect", () => process.exit());
server.listen(0, "127.0.0.1", () => process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`));
