import { createTransport } from "nodemailer";
import { DaystreakError } from "../../core/errors.ts";
import type { Channel, Delivery, DeliveryOutcome } from "../channel.ts";
import { mailHtml } from "../mail-html.ts";
import type { MailWords } from "../texts/language.ts";
import type { Unsubscribing } from "../unsubscribe.ts";

/** Options of {@link createEmailChannel}. */
export interface EmailOptions {
  /** The mail server: `smtps://user:password@mail.example` or `smtp://…:587`. */
  readonly smtp: string;
  /** Who writes: `Small Steps <hello@steps.example>` or the address alone. */
  readonly from: string;
  /** Where this API answers, as readers reach it: links to unsubscribe lead there. */
  readonly publicUrl: string;
  readonly unsubscribing: Unsubscribing;
  /** The words around a notice. */
  readonly words: (locale: string) => MailWords;
  /** Connections to the mail server. @default 5 */
  readonly concurrency?: number;
  /** Mails a second that the mail server takes of this process. @default 500 */
  readonly perSecond?: number;
  /** From the first byte to the end, in milliseconds. @default 15_000 */
  readonly timeoutMs?: number;
  /** PEM certificates that are trusted instead of the well-known ones. @default the runtime's */
  readonly ca?: string;
}

/** What a browser takes for an address (WHATWG HTML, 4.10.5.1.5), with a domain that has a dot in it. */
const ADDRESS =
  /^[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)+$/i;
const MAX_ADDRESS = 254;
/** Enhanced status codes of an address that is wrong or closed (RFC 3463): 5.1.x and 5.2.1. */
const NO_SUCH_ADDRESS = /^5\d\d[ -]5\.(1\.\d+|2\.1)\b/;
/** A missing or wrong password is the platform's own fault: mails can still go out once it is right. */
const NOT_LOGGED_IN = new Set([530, 534, 535, 538]);
const LOOPBACK = new Set(["127.0.0.1", "[::1]", "localhost"]);

/**
 * The channel by e-mail, as text and as HTML, with a link that ends it in one click (RFC 8058). A notice has the same
 * `Message-ID` on every attempt. With a password the connection is encrypted, or not used at all.
 * @throws DaystreakError `config_invalid`
 */
export function createEmailChannel(options: EmailOptions): Channel {
  const { from, unsubscribing, words, concurrency = 5, perSecond, timeoutMs = 15_000 } = options;
  const sender = /<([^<>]*)>$/.exec(from)?.[1] ?? from;
  if (/[\r\n]/.test(from) || !ADDRESS.test(sender)) throw invalid("needs a sender such as Name <name@app.example>");
  const publicUrl = URL.parse(options.publicUrl);
  if (publicUrl === null || !/^https?:$/.test(publicUrl.protocol)) {
    throw invalid("needs the public URL of this API, such as https://app.example: links to unsubscribe lead there");
  }
  const transport = createTransport({
    ...serverOf(options.smtp),
    pool: true,
    maxConnections: concurrency,
    maxRequeues: 0,
    idleTimeout: 30_000,
    socketCloseTimeout: 0,
    disableFileAccess: true,
    disableUrlAccess: true,
    tls: options.ca === undefined ? {} : { ca: options.ca },
  });

  function unsubscribeUrl({ userId, locale }: Delivery): string {
    const url = new URL("api/notices/unsubscribe/", publicUrl?.href.replace(/\/?$/, "/"));
    url.searchParams.set("token", unsubscribing.tokenFor({ userId, channel: "email", locale }));
    return url.href;
  }

  const check = (to: string): string | null =>
    to.length <= MAX_ADDRESS && ADDRESS.test(to) ? null : "this is no e-mail address";

  return {
    name: "email",
    concurrency,
    ...(perSecond !== undefined && { perSecond }),
    check,
    async send(delivery, signal): Promise<DeliveryOutcome> {
      const { id, to, locale, text } = delivery;
      const objection = check(to);
      if (objection !== null) return { result: "refused", reason: objection };
      const [title, end, around] = [oneLine(text.title), unsubscribeUrl(delivery), words(locale)];
      const limit = new AbortController();
      const abort = (): void => limit.abort();
      const timer = setTimeout(abort, timeoutMs);
      signal.addEventListener("abort", abort);
      if (signal.aborted) abort();
      try {
        await transport.sendMail({
          from,
          to: { name: "", address: to },
          subject: title,
          text: plainText(delivery, around, end),
          html: mailHtml(delivery, around, end),
          messageId: `<${id}@${sender.slice(sender.indexOf("@") + 1)}>`,
          headers: {
            "List-Unsubscribe": `<${end}>`,
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
            "Content-Language": locale,
          },
          signal: limit.signal,
        });
        return { result: "delivered" };
      } catch (error) {
        return outcomeOf(error as MailFailure, signal);
      } finally {
        clearTimeout(timer);
        signal.removeEventListener("abort", abort);
      }
    },
    async close() {
      transport.close({ force: true });
    },
  };
}

/** What nodemailer tells about a failure. */
interface MailFailure {
  readonly code?: string;
  readonly command?: string;
  readonly responseCode?: number;
  readonly response?: string;
  readonly permanent?: boolean;
}

function outcomeOf(failure: MailFailure, signal: AbortSignal): DeliveryOutcome {
  if (signal.aborted) return { result: "retry", reason: "stopped" };
  const { code, command, responseCode, response = "", permanent } = failure;
  if (code === "EABORT") return { result: "retry", reason: "no answer in time" };
  const reason =
    responseCode === undefined ? `no answer (${code ?? "failure"})` : `the mail server said ${responseCode}`;
  const isOurFault = code === "EAUTH" || NOT_LOGGED_IN.has(responseCode ?? 0);
  if (permanent !== true || isOurFault) return { result: "retry", reason };
  return { result: command === "RCPT TO" && NO_SUCH_ADDRESS.test(response) ? "gone" : "refused", reason };
}

function plainText({ text }: Delivery, words: MailWords, end: string): string {
  const parts = [text.title, text.body, ...(text.url === null ? [] : [`${words.open}: ${text.url}`])];
  return `${parts.join("\n\n")}\n\n-- \n${words.why}\n${words.unsubscribe}: ${end}\n`;
}

/** A subject is a header: it ends where its line ends. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").trim();
}

function serverOf(text: string): {
  host: string;
  port?: number;
  secure: boolean;
  requireTLS: boolean;
  auth?: { user: string; pass: string };
} {
  const url = URL.parse(text);
  if (url === null || !/^smtps?:$/.test(url.protocol) || url.hostname === "") {
    throw invalid("needs a server such as smtps://user:password@mail.example or smtp://mail.example:587");
  }
  const user = decodeURIComponent(url.username);
  return {
    host: url.hostname.replace(/^\[|\]$/g, ""),
    secure: url.protocol === "smtps:",
    requireTLS: user !== "" && !LOOPBACK.has(url.hostname),
    ...(url.port !== "" && { port: Number(url.port) }),
    ...(user !== "" && { auth: { user, pass: decodeURIComponent(url.password) } }),
  };
}

function invalid(text: string): DaystreakError {
  return new DaystreakError("config_invalid", `the e-mail channel ${text}`);
}
