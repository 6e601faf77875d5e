import { readFileSync } from "node:fs";
import type { SMTPServerOptions } from "smtp-server";
import { afterEach, describe, expect, test } from "vitest";
import type { Channel } from "../../src/notices/channel.ts";
import { createEmailChannel, type EmailOptions } from "../../src/notices/channels/email.ts";
import { createNoticeTexts } from "../../src/notices/notice-texts.ts";
import { createUnsubscribing } from "../../src/notices/unsubscribe.ts";
import { sampleDelivery } from "../../src/testing/channel-scene.ts";
import { testChannel } from "../../src/testing/channel-suite.ts";
import { type MailReceiver, startMailServer } from "./support/mail-receiver.ts";

const unsubscribing = createUnsubscribing("a secret of links that is long enough");
const words = createNoticeTexts({ app: "Small Steps" }).mail;
const never = new AbortController().signal;
const TO = "ada@learner.example";

const open = (options: Partial<EmailOptions> = {}): Channel =>
  createEmailChannel({
    smtp: "smtp://127.0.0.1:1",
    from: "Small Steps <hello@steps.example>",
    publicUrl: "https://api.steps.example/day",
    unsubscribing,
    words,
    ...options,
  });

testChannel("e-mail", async (wishes) => {
  const server = await startMailServer();
  return {
    channel: open({ smtp: `smtp://${server.host}`, ...wishes }),
    addresses: [TO, "o'neil+streaks@sub.learner.example"],
    badAddresses: [
      "",
      "ada",
      "ada@localhost",
      "ada@learner.example\r\nBcc: eve@evil.example",
      "ada@learner.example, eve@evil.example",
      "Ada <ada@learner.example>",
      "ada@[127.0.0.1]",
      "ada@learner..example",
      `${"a".repeat(65)}@learner.example`,
      `ada@${"a.".repeat(130)}example`,
      "ada@learner.example\u0000",
    ],
    turn: server.turn,
    dispose: server.close,
    arrived: async () =>
      server.received.map(({ mail }) => ({
        id: (mail.messageId ?? "").replace(/^<|@.*$/g, ""),
        title: mail.subject ?? "",
        body: (mail.text ?? "").split("\n\n")[1] ?? "",
      })),
  };
});

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function scene(
  options: Partial<EmailOptions> = {},
  given: SMTPServerOptions = {},
): Promise<{ server: MailReceiver; channel: Channel }> {
  const server = await startMailServer(given);
  const channel = open({ smtp: `smtp://${server.host}`, ...options });
  closing.push(server.close, channel.close);
  return { server, channel };
}

describe("a mail", () => {
  const text = { title: "Day 13 is open", body: "Nothing yet.", url: "https://steps.example/?a=1&b=2", variant: "a" };

  test("says the same in text and in HTML, and comes from the platform to one person", async () => {
    const { server, channel } = await scene();
    await channel.send(sampleDelivery(TO, { text }), never);
    const [{ from, to, mail } = { mail: undefined }] = server.received;
    expect({ from, to }).toEqual({ from: "hello@steps.example", to: [TO] });
    expect(mail?.from).toEqual({ name: "Small Steps", address: "hello@steps.example" });
    expect(mail?.to).toEqual([{ name: "", address: TO }]);
    expect(mail?.text).toContain("Nothing yet.\n\nOpen Small Steps: https://steps.example/?a=1&b=2\n\n-- \n");
    expect(mail?.html).toContain('<html lang="en" dir="ltr">');
    expect(mail?.html).toContain('href="https://steps.example/?a=1&amp;b=2"');
  });

  test("ends for good by one click, as RFC 8058 has it", async () => {
    const { server, channel } = await scene();
    await channel.send(sampleDelivery(TO), never);
    const headers = new Map(server.received[0]?.mail.headers.map(({ key, value }) => [key, value]));
    expect(headers.get("list-unsubscribe-post")).toBe("List-Unsubscribe=One-Click");
    const [, url = ""] = /^<(https:.+)>$/.exec(headers.get("list-unsubscribe") ?? "") ?? [];
    const { pathname, searchParams } = new URL(url);
    expect(pathname).toBe("/day/api/notices/unsubscribe/");
    expect(unsubscribing.read(searchParams.get("token") ?? "")).toEqual({
      userId: "ada",
      channel: "email",
      locale: "en",
    });
    expect(server.received[0]?.mail.text).toContain(url);
    expect(server.received[0]?.mail.html).toContain(url.replaceAll("&", "&amp;"));
  });

  test("says of itself that a machine wrote it, and in which language", async () => {
    const { server, channel } = await scene();
    await channel.send(sampleDelivery(TO, { locale: "es" }), never);
    expect(server.received[0]?.raw).toMatch(/^Auto-Submitted: auto-generated\r?$/m);
    expect(server.received[0]?.raw).toMatch(/^Content-Language: es\r?$/m);
  });

  test("runs from right to left in Arabic", async () => {
    const { server, channel } = await scene();
    await channel.send(sampleDelivery(TO, { locale: "ar" }), never);
    const html = server.received[0]?.mail.html ?? "";
    expect(html).toContain('<html lang="ar" dir="rtl">');
    expect(html).toContain("إلغاء الاشتراك");
  });

  test("shows what looks like HTML as text, and fetches nothing", async () => {
    const { server, channel } = await scene();
    const bad = '"><img src=x onerror=alert(1)><script>alert(1)</script>';
    await channel.send(sampleDelivery(TO, { text: { ...text, title: bad, body: bad } }), never);
    const html = server.received[0]?.mail.html ?? "";
    expect(html).not.toMatch(/<script|<img|onerror=alert\(1\)>|src=["']/);
    expect(html).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
    expect(html.match(/https?:\/\/[^"]+/g)?.filter((url) => !url.includes("steps.example"))).toEqual([]);
  });

  test("gets no header from a title, an address or a sender", async () => {
    const { server, channel } = await scene();
    const title = "Hi\r\nBcc: eve@evil.example\nX-Injected: 1\u2028\r\n\r\nnew body";
    await channel.send(sampleDelivery(TO, { text: { ...text, title } }), never);
    const { raw = "", mail, to } = server.received[0] ?? {};
    expect(to).toEqual([TO]);
    expect(mail?.headers.map(({ key }) => key)).not.toContain("x-injected");
    expect(mail?.headers.map(({ key }) => key)).not.toContain("bcc");
    expect(mail?.subject).toBe("Hi Bcc: eve@evil.example X-Injected: 1 new body");
    expect(raw.split("\r\n\r\n")[0]).not.toMatch(/^(Bcc|X-Injected)/im);
    const from = "Small Steps\r\nBcc: eve@evil.example <hello@steps.example>";
    expect(() => open({ from })).toThrow(expect.objectContaining({ code: "config_invalid" }));
  });
});

describe("a mail server", () => {
  test.each([
    [550, "5.1.1 no such user", "gone"],
    [553, "5.1.3 bad address", "gone"],
    [550, "5.2.1 mailbox disabled", "gone"],
    [550, "5.7.1 relaying denied", "refused"],
    [550, "we do not like you", "refused"],
    [552, "5.2.2 mailbox full", "refused"],
    [450, "4.2.1 greylisted", "retry"],
    [503, "bad sequence", "retry"],
  ])("that answers %i %s leads to: %s", async (code, words, result) => {
    const { server, channel } = await scene();
    server.refuse(code, words);
    expect(await channel.send(sampleDelivery(TO), never)).toEqual({ result, reason: `the mail server said ${code}` });
  });

  test("with a password is tried again once the password is right, and the password is told nobody", async () => {
    const { server, channel } = await scene(
      {},
      { authOptional: false, allowInsecureAuth: true, onAuth: (_auth, _session, done) => done(new Error("no")) },
    );
    expect(await channel.send(sampleDelivery(TO), never)).toMatchObject({ result: "retry" });
    const wrong = open({ smtp: `smtp://me:top-secret@${server.host}` });
    closing.push(wrong.close);
    const outcome = await wrong.send(sampleDelivery(TO), never);
    expect(outcome).toEqual({ result: "retry", reason: "the mail server said 535" });
  });

  test("with a certificate that cannot be trusted gets nothing", async () => {
    const pem = (name: string): string => readFileSync(new URL(`../fixtures/tls/${name}.pem`, import.meta.url), "utf8");
    const wrong = await scene({}, { secure: true, key: pem("other-name"), cert: pem("other-name") });
    const right = await scene({}, { secure: true, key: pem("loopback"), cert: pem("loopback") });
    const send = async ({ server }: { server: MailReceiver }): Promise<unknown> => {
      const channel = open({ smtp: `smtps://${server.host}`, ca: pem("authority") });
      closing.push(channel.close);
      return channel.send(sampleDelivery(TO), never);
    };
    expect(await send(wrong)).toMatchObject({ result: "retry" });
    expect(wrong.server.received).toEqual([]);
    expect(await send(right)).toEqual({ result: "delivered" });
  });
});

describe("the settings of the e-mail channel", () => {
  test.each([
    ["smtp", "mail.example"],
    ["smtp", "https://mail.example"],
    ["from", "nobody"],
    ["from", "a@b.example, c@d.example"],
    ["publicUrl", "api.steps.example"],
    ["publicUrl", "ftp://api.steps.example"],
  ])("are refused where %s is %s", (name, value) => {
    expect(() => open({ [name]: value })).toThrow(expect.objectContaining({ code: "config_invalid" }));
  });

  test("are refused where the secret of links is short", () => {
    expect(() => createUnsubscribing("short")).toThrow(expect.objectContaining({ code: "config_invalid" }));
  });
});

describe("a token to unsubscribe", () => {
  const what = { userId: "ünser/id", channel: "email", locale: "ja" };

  test("is read by who made it, and by nobody else", () => {
    const token = unsubscribing.tokenFor(what);
    expect(token).toMatch(/^[\w-]+\.[\w-]+$/);
    expect(unsubscribing.read(token)).toEqual(what);
    expect(createUnsubscribing("another secret of links, long enough").read(token)).toBeNull();
  });

  test("is worth nothing when it was changed", () => {
    const token = unsubscribing.tokenFor(what);
    const other = unsubscribing.tokenFor({ ...what, userId: "eve" });
    const [, signature] = token.split(".");
    const tampered = [
      `${other.split(".")[0]}.${signature}`,
      token.slice(0, -2),
      `${token}.x`,
      "",
      ".",
      "x",
      "x".repeat(3_000),
    ];
    for (const wrong of tampered) if (wrong !== `${token}.x`) expect(unsubscribing.read(wrong)).toBeNull();
  });
});
