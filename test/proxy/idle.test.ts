import { once } from "node:events";
import { connect } from "node:net";
import { pino } from "pino";
import { afterEach, expect, it } from "vitest";
import { createListener } from "../../src/server/listener.ts";
import { createPassage } from "../../src/server/proxy/create-passage.ts";
import { readProxyConfig } from "../../src/server/proxy-config.ts";
import { createTelemetry } from "../../src/server/telemetry/telemetry.ts";
import { startApplication } from "./two-processes.ts";

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

it("lets an application be silent, and drops clients that are", async () => {
  const app = await startApplication();
  cleanUps.push(app.stop);
  const logger = pino({ enabled: false });
  const telemetry = await createTelemetry();
  const config = readProxyConfig({ to: app.url }, {});
  const elsewhere = createPassage({ config, trusts: () => false, telemetry, logger });
  const handler = async (): Promise<undefined> => undefined;
  const listener = createListener({ handler, logger, elsewhere, idleTimeoutMs: 400 });
  const url = await listener.listen("127.0.0.1", 0);
  cleanUps.push(listener.close);
  const dropped = async (head: string): Promise<void> => {
    const socket = connect(Number(new URL(url).port), "127.0.0.1");
    socket.on("error", () => undefined).resume();
    socket.write(`${head}Host: a\r\n\r\n`);
    await once(socket, "close");
  };

  const answer = await fetch(`${url}/pieces`);
  const reader = (answer.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream()).getReader();
  await dropped("POST /sink HTTP/1.1\r\nContent-Length: 9\r\n");
  await dropped("POST /sink HTTP/1.1\r\nTransfer-Encoding: chunked\r\n");
  await fetch(`${app.url}/release`);
  expect((await reader.read()).value).toBe("data: one\n\n");
  await fetch(`${app.url}/release`);
  expect((await reader.read()).value).toBe("data: two\n\n");
});
