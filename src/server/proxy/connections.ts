import { Agent } from "node:http";
import type { Duplex } from "node:stream";

/** The connections to an application. */
export interface Connections {
  /** Those that stay open between requests. */
  readonly kept: Agent;
  /** One of its own for each request: where a kept one was dead, another may be as dead. */
  readonly fresh: Agent;
  /** Cuts all of them, whatever they are about. */
  close(): void;
}

/**
 * Idle connections are given up before an application is likely to close them: it could do so in the moment in which the
 * next request is sent.
 */
const IDLE_MS = 1_000;

/** Makes the connections. They are counted here as well: an agent forgets those on which it met nonsense. */
export function createConnections(): Connections {
  const open = new Set<Duplex>();

  function counted(agent: Agent): Agent {
    const connect = agent.createConnection.bind(agent);
    agent.createConnection = (...args) => {
      const socket = connect(...args);
      if (socket !== null && socket !== undefined) {
        open.add(socket);
        socket.once("close", () => open.delete(socket));
      }
      return socket;
    };
    return agent;
  }

  return {
    kept: counted(new Agent({ keepAlive: true, timeout: IDLE_MS, scheduling: "lifo" })),
    fresh: counted(new Agent({ keepAlive: false })),
    close() {
      for (const socket of open) socket.destroy();
    },
  };
}
