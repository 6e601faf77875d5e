import { type IncomingMessage, STATUS_CODES } from "node:http";
import { Socket } from "node:net";
import { createProxyServer } from "httpxy";
import { writeProblem } from "../../api/problem.ts";
import type { ProxyOptions } from "./create-proxy.ts";
import { failureOf } from "./failure-of.ts";
import { staysBehind } from "./hop-by-hop.ts";
import { prepare } from "./prepare.ts";

/** Connections that become something else than HTTP. */
export interface Upgrades {
  /** Whether a request may: WebSockets do, anything else (`h2c`) stays an ordinary request. */
  mayUpgrade(request: IncomingMessage): boolean;
  upgrade(request: IncomingMessage, socket: Socket, head: Buffer): void;
  /** Cuts those that are open. */
  close(): void;
}

/** Makes the way for WebSockets: the handshake is the application's to accept or refuse, then bytes go both ways. */
export function createUpgrades(options: Omit<ProxyOptions, "tracking">): Upgrades {
  const { to, connections, timeoutMs, userHeader, onFailure } = options;
  const open = new Set<Socket>();
  const shaken = new WeakSet<Socket>();
  const forward = createProxyServer({ target: to, agent: connections.fresh, upgradeTimeout: timeoutMs });

  forward.on("proxyReqWs", (sent, _request, socket) => {
    // These come before those of the library, which write the head to the client.
    sent.once("upgrade", (answer: IncomingMessage) => {
      shaken.add(socket);
      const stays = staysBehind(answer.headers.connection);
      for (const name of Object.keys(answer.headers)) {
        if (name === userHeader || (stays(name) && name !== "upgrade")) delete answer.headers[name];
      }
      answer.headers.connection = "Upgrade";
    });
    sent.once("response", ({ headers }: IncomingMessage) => {
      shaken.add(socket);
      delete headers[userHeader];
    });
  });

  forward.on("error", (cause: Error & { statusCode?: number }, _request, socket) => {
    if (!(socket instanceof Socket) || shaken.has(socket) || !socket.writable) return;
    const failure = failureOf(cause, cause.statusCode === 504 ? timeoutMs : undefined);
    onFailure?.(failure, "GET");
    refuse(socket, failure);
  });

  return {
    mayUpgrade: ({ method, headers }) => method === "GET" && headers.upgrade?.toLowerCase() === "websocket",
    upgrade(request, socket, head) {
      open.add(socket);
      socket.once("close", () => open.delete(socket));
      // Until the library listens: a sender who is gone already harms nobody.
      socket.on("error", () => undefined);
      try {
        prepare(request, options);
      } catch (error) {
        return refuse(socket, error);
      }
      request.headers.connection = "Upgrade";
      request.headers.upgrade = "websocket";
      forward.ws(request, socket, {}, head).catch(() => undefined);
    },
    close() {
      for (const socket of open) socket.destroy();
    },
  };
}

function refuse(socket: Socket, error: unknown): void {
  const { status, headers, text } = writeProblem(error);
  const lines = Object.entries({ ...headers, connection: "close" }).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join("")}\r\n${text}`);
}
