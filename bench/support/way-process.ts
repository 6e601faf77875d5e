/** One way to an application, or the application itself, in a process of its own: `way-process.ts WHAT TO`; tells its port. */
import { Agent, createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createProxyServer } from "httpxy";
import { pino } from "pino";
import { createListener } from "../../src/server/listener.ts";
import { createPassage } from "../../src/server/proxy/create-passage.ts";
import { readProxyConfig } from "../../src/server/proxy-config.ts";
import { createTelemetry } from "../../src/server/telemetry/telemetry.ts";

const [what = "", to = ""] = process.argv.slice(2);
const ANSWER = JSON.stringify({ id: 42, name: "a thing" });

/** What is asked for. */
function application(): Server {
  const length = Buffer.byteLength(ANSWER);
  return createServer((request, response) => {
    request.resume();
    response.writeHead(200, { "content-type": "application/json", "content-length": length }).end(ANSWER);
  });
}

/** The library that the proxy stands on, and no more. */
function bare(): Server {
  const forward = createProxyServer({ target: to, agent: new Agent({ keepAlive: true }) });
  return createServer((request, response) => void forward.web(request, response));
}

/** `daystreak proxy` with nobody to track for. */
async function untracked(): Promise<number> {
  const config = readProxyConfig({ to, port: "0" }, {});
  const telemetry = await createTelemetry();
  const logger = pino({ enabled: false });
  const elsewhere = createPassage({ config, trusts: () => false, telemetry, logger });
  const handler = async (): Promise<undefined> => undefined;
  const listener = createListener({ handler, logger, watch: telemetry.watchRequest, elsewhere });
  return Number(new URL(await listener.listen("127.0.0.1", 0)).port);
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

process.send?.(what === "untracked" ? await untracked() : await listen(what === "bare" ? bare() : application()));
