import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { createVapidKeys } from "../../src/notices/outbound/vapid.ts";
import { readConfig } from "../../src/server/config.ts";
import { type NoticeChannels, openChannels } from "../../src/server/notice-channels.ts";

const folder = mkdtempSync(join(tmpdir(), "daystreak-notices-"));
afterAll(() => rmSync(folder, { recursive: true }));
function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const SECRET = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
const ALL = {
  DAYSTREAK_JWT_SECRET: "the secret of tokens, and only of tokens",
  DAYSTREAK_APP_NAME: "Small Steps",
  DAYSTREAK_APP_URL: "https://steps.example/today",
  DAYSTREAK_PUBLIC_URL: "https://api.steps.example",
  DAYSTREAK_WEBHOOK_URL: "http://10.1.2.3/hooks",
  DAYSTREAK_WEBHOOK_SECRETS: `${SECRET}, ${SECRET}`,
  DAYSTREAK_SMTP_URL: "smtps://me:pass@mail.example",
  DAYSTREAK_MAIL_FROM: "Small Steps <hello@steps.example>",
  DAYSTREAK_VAPID_KEY: createVapidKeys().privateKey,
  DAYSTREAK_VAPID_SUBJECT: "mailto:ops@steps.example",
  DAYSTREAK_EXPO_URL: "https://exp.host/--/api/v2/push/",
  DAYSTREAK_EXPO_TOKEN: "token",
  DAYSTREAK_PRIVATE_NETWORKS: "10.1.0.0/16",
};

async function opened(env: Record<string, string>): Promise<NoticeChannels> {
  const made = await openChannels(readConfig({}, env).notices);
  for (const channel of made.channels) await channel.close();
  return made;
}

describe("the channels of a service", () => {
  test("are none without settings, and notices have words all the same", async () => {
    const { channels, texts, pushKey, unsubscribing } = await opened({ DAYSTREAK_JWT_SECRET: "s" });
    expect([channels, pushKey, unsubscribing]).toEqual([[], undefined, undefined]);
    expect(texts.locales).toEqual(["en", "es", "ar", "ja"]);
  });

  test("are those whose first setting is there", async () => {
    const { channels, texts, pushKey, unsubscribing } = await opened(ALL);
    expect(channels.map(({ name }) => name)).toEqual(["webhook", "email", "webpush", "expo"]);
    expect(pushKey).toHaveLength(87);
    expect(unsubscribing?.read("x")).toBeNull();
    expect(texts.mail("en").open).toBe("Open Small Steps");
    expect(texts.render("milestone", "a", "en", { days: 7 }).url).toBe("https://steps.example/today");
  });

  test("sign links with a secret of their own, even where it is made of another", async () => {
    const { notices } = readConfig({}, ALL);
    expect(notices.email?.linkSecret).toMatch(/^[\w-]{43}$/);
    expect(notices.email?.linkSecret).not.toContain("tokens");
    const own = readConfig({}, { ...ALL, DAYSTREAK_LINK_SECRET: "x".repeat(32) });
    expect(own.notices.email?.linkSecret).toBe("x".repeat(32));
  });

  test("call the platform by its host where it has no name", () => {
    const { notices } = readConfig({}, { DAYSTREAK_JWT_SECRET: "s", DAYSTREAK_APP_URL: "https://steps.example/" });
    expect(notices.app).toBe("steps.example");
  });

  test("say notices in the platform's own words", async () => {
    const words = { en: { notices: { milestone: { a: { title: "Hooray: {days:days}", body: "{app}" } } } } };
    const { texts } = await opened({ ...ALL, DAYSTREAK_NOTICE_TEXTS: file("texts.json", JSON.stringify(words)) });
    expect(texts.render("milestone", "a", "en", { days: 7 })).toMatchObject({
      title: "Hooray: 7 days",
      body: "Small Steps",
    });
  });

  const without = (name: keyof typeof ALL): Record<string, string> => {
    const { [name]: _, ...rest } = ALL;
    return rest;
  };
  test.each<[string, Record<string, string>, string]>([
    ["a webhook without secrets", without("DAYSTREAK_WEBHOOK_SECRETS"), "DAYSTREAK_WEBHOOK_SECRETS"],
    ["a webhook inside", without("DAYSTREAK_PRIVATE_NETWORKS"), "DAYSTREAK_WEBHOOK_URL"],
    ["a secret that is none", { ...ALL, DAYSTREAK_WEBHOOK_SECRETS: "hunter2" }, "DAYSTREAK_WEBHOOK_URL"],
    ["mails at no rate", { ...ALL, DAYSTREAK_MAILS_PER_SECOND: "0" }, "DAYSTREAK_MAILS_PER_SECOND"],
    ["mails without a sender", without("DAYSTREAK_MAIL_FROM"), "DAYSTREAK_MAIL_FROM"],
    ["mails without a public URL", without("DAYSTREAK_PUBLIC_URL"), "DAYSTREAK_PUBLIC_URL"],
    ["a mail server that is none", { ...ALL, DAYSTREAK_SMTP_URL: "mail.example" }, "DAYSTREAK_SMTP_URL"],
    ["a short secret of links", { ...ALL, DAYSTREAK_LINK_SECRET: "hunter2" }, "DAYSTREAK_LINK_SECRET"],
    ["web push without a subject", without("DAYSTREAK_VAPID_SUBJECT"), "DAYSTREAK_VAPID_SUBJECT"],
    ["a key that is none", { ...ALL, DAYSTREAK_VAPID_KEY: "hunter2" }, "DAYSTREAK_VAPID_KEY"],
    [
      "Expo without encryption",
      { ...without("DAYSTREAK_WEBHOOK_URL"), DAYSTREAK_PRIVATE_NETWORKS: "", DAYSTREAK_EXPO_URL: "http://exp.host/" },
      "DAYSTREAK_EXPO_URL",
    ],
    ["networks that are none", { ...ALL, DAYSTREAK_PRIVATE_NETWORKS: "inside" }, "DAYSTREAK_PRIVATE_NETWORKS"],
    ["an app that is no URL", { ...ALL, DAYSTREAK_APP_URL: "steps" }, "DAYSTREAK_APP_URL"],
    ["texts that are not there", { ...ALL, DAYSTREAK_NOTICE_TEXTS: join(folder, "none") }, "DAYSTREAK_NOTICE_TEXTS"],
    ["texts that are none", { ...ALL, DAYSTREAK_NOTICE_TEXTS: file("list.json", "[]") }, "DAYSTREAK_NOTICE_TEXTS"],
  ])("refuse %s, name the setting and keep secrets", async (_title, env, variable) => {
    const error = await opened(env).catch((error: unknown) => error);
    expect(error).toMatchObject({ code: "config_invalid", message: expect.stringContaining(variable) });
    expect((error as Error).message).not.toMatch(/hunter2|pass@|whsec_B/);
  });

  test("need a secret of links where tokens have published keys", async () => {
    const { DAYSTREAK_JWT_SECRET: _, ...rest } = ALL;
    const env = { ...rest, DAYSTREAK_JWKS_URL: "https://lms.example/jwks" };
    expect(() => readConfig({}, env)).toThrow(/DAYSTREAK_LINK_SECRET/);
  });
});
