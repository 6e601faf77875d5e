import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { createSecureContext, TLSSocket } from "node:tls";
import PostalMime, { type Email } from "postal-mime";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import type { ReceiverMood } from "../../../src/testing/channel-scene.ts";

/** A mail as it arrived. */
export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  /** Every byte of it. */
  readonly raw: string;
  readonly mail: Email;
}

/** A real SMTP server of this machine. */
export interface MailReceiver {
  /** Such as `127.0.0.1:40123`. */
  readonly host: string;
  readonly received: ReceivedMail[];
  turn(mood: ReceiverMood): Promise<void>;
  /** Refuses recipients with these words from now on. */
  refuse(code: number, text: string): void;
  close(): Promise<void>;
}

/** Starts a mail server that takes everything, and tells of each mail. */
export async function startMailServer(
  options: SMTPServerOptions = {},
  came: (mail: ReceivedMail) => void = () => undefined,
): Promise<MailReceiver> {
  const isSecure = options.secure === true;
  const received: ReceivedMail[] = [];
  const open = new Set<Socket>();
  let mood: ReceiverMood = "takes";
  let refusal: Error | null = null;
  const refuse = (responseCode: number, text: string): void => {
    refusal = Object.assign(new Error(text), { responseCode });
  };
  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: options.key === undefined ? ["STARTTLS"] : [],
    onRcptTo: (_address, _session, done) => done(refusal),
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", async () => {
        const raw = Buffer.concat(chunks);
        const { mailFrom, rcptTo } = session.envelope;
        const mail: ReceivedMail = {
          from: mailFrom === false ? "" : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          raw: raw.toString(),
          mail: await PostalMime.parse(raw),
        };
        received.push(mail);
        done();
        came(mail);
      });
    },
    ...options,
  });
  smtp.on("error", () => undefined);
  const server = createServer((socket) => {
    open.add(socket);
    socket.on("error", () => undefined);
    if (mood === "dies") socket.destroy();
    else if (mood !== "silent") smtp.connect(isSecure ? secured(socket, options) : socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const close = async (): Promise<void> => {
    for (const socket of open) socket.destroy();
    if (server.listening) await new Promise((resolve) => server.close(resolve));
  };
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    refuse,
    async turn(next) {
      mood = next;
      refusal = null;
      if (mood === "busy") refuse(451, "4.7.1 come back later");
      if (mood === "gone") refuse(550, "5.1.1 nobody has this address");
      if (mood === "away") await close();
    },
    close,
  };
}

function secured(socket: Socket, options: SMTPServerOptions): TLSSocket {
  const inside = new TLSSocket(socket, { isServer: true, secureContext: createSecureContext(options) });
  return inside.on("error", () => undefined);
}
