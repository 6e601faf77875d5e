import { createSocket } from "node:dgram";
import { once } from "node:events";

/** A DNS server of this machine. */
export interface NameServer {
  /** As `Resolver.setServers` takes it. */
  readonly address: string;
  /** How often somebody wanted IPv4 addresses. */
  readonly asked: () => number;
  close(): Promise<void>;
}

const A = 1;

/** Starts a server that gives every name one list of IPv4 addresses after the other; without lists it keeps silent. */
export async function startNameServer(...lists: readonly (readonly string[])[]): Promise<NameServer> {
  const socket = createSocket("udp4");
  let asked = 0;
  socket.on("message", (query, from) => {
    const wantsIpv4 = query.readUInt16BE(endOfName(query)) === A;
    if (lists.length === 0) return;
    const list = wantsIpv4 ? (lists[Math.min(asked++, lists.length - 1)] ?? []) : [];
    socket.send(answerTo(query, list), from.port, from.address);
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  return {
    address: `127.0.0.1:${socket.address().port}`,
    asked: () => asked,
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}

/** The question once more, and an answer that nobody may keep for each address (RFC 1035, 4.1). */
function answerTo(query: Buffer, addresses: readonly string[]): Buffer {
  const question = query.subarray(12, endOfName(query) + 4);
  const head = Buffer.alloc(12);
  query.copy(head, 0, 0, 2);
  head.writeUInt16BE(0x8180, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(addresses.length, 6);
  const records = addresses.map((address) =>
    Buffer.from([0xc0, 12, 0, A, 0, 1, 0, 0, 0, 0, 0, 4, ...address.split(".").map(Number)]),
  );
  return Buffer.concat([head, question, ...records]);
}

function endOfName(query: Buffer): number {
  let at = 12;
  while (query[at] !== 0) at += (query[at] as number) + 1;
  return at + 1;
}
