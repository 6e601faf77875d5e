import { once } from "node:events";
import {
  createServer as createHttpServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { ReceiverMood } from "../../../src/testing/channel-scene.ts";

/** A request as it arrived. */
export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Answers a request whose body has been read. */
export type Behaviour = (request: Received, response: ServerResponse, raw: IncomingMessage) => void;

/** A real HTTP server of this machine. */
export interface HttpReceiver {
  /** Such as `http://127.0.0.1:40123`. */
  readonly url: string;
  readonly port: number;
  /** Requests that were taken, oldest first. */
  readonly received: Received[];
  /** How many connections have been made. */
  readonly connections: () => number;
  /** From now on. */
  behave(behaviour: Behaviour): void;
  turn(mood: ReceiverMood): Promise<void>;
  close(): Promise<void>;
}

/** Options of {@link startReceiver}. */
export interface ReceiverOptions {
  readonly host?: string;
  /** With these it speaks TLS. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** How it takes a request. @default 204 */
  readonly take?: (request: Received, response: ServerResponse) => void;
  /** How it says that an address is gone. @default 410 */
  readonly gone?: Behaviour;
}

/** Starts a receiver that takes everything. */
export async function startReceiver(options: ReceiverOptions = {}): Promise<HttpReceiver> {
  const { host = "127.0.0.1", tls, take = (_request, response) => void response.writeHead(204).end() } = options;
  const { gone = (_request, response) => void response.writeHead(410).end() } = options;
  const received: Received[] = [];
  let connections = 0;
  const takes: Behaviour = (request, response) => {
    received.push(request);
    take(request, response);
  };
  const moods: Record<ReceiverMood, Behaviour> = {
    takes,
    busy: (_request, response) => void response.writeHead(503, { "retry-after": "7" }).end("later"),
    gone,
    silent: () => undefined,
    dies: (_request, _response, raw) => void raw.socket.destroy(),
    away: () => undefined,
  };
  let behaviour = takes;
  const answer = async (raw: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of raw) chunks.push(chunk as Buffer);
    } catch {
      return;
    }
    behaviour({ path: raw.url ?? "", headers: raw.headers, body: Buffer.concat(chunks) }, response, raw);
  };
  const server = tls === undefined ? createHttpServer(answer) : createHttpsServer(tls, answer);
  server.on(tls === undefined ? "connection" : "secureConnection", () => {
    connections++;
  });
  server.listen(0, host);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    if (server.listening) await new Promise((resolve) => server.close(resolve));
  };
  return {
    url: `${tls === undefined ? "http" : "https"}://${host}:${port}`,
    port,
    received,
    connections: () => connections,
    behave(next) {
      behaviour = next;
    },
    async turn(mood) {
      behaviour = moods[mood];
      if (mood === "away") await close();
    },
    close,
  };
}
