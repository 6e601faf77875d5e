import { hkdfSync } from "node:crypto";
import { readFileSync } from "node:fs";
import type { GivenTexts } from "../notices/texts/language.ts";
import { settingInvalid } from "./read-setting.ts";
import { SERVE_SETTINGS, type ServeSettingName } from "./settings-table.ts";

/** How the service reaches learners: read once. A channel is there where its first setting is. */
export interface NoticeConfig {
  /** How notices call the platform. */
  readonly app: string;
  /** Where notices lead. */
  readonly appUrl?: string;
  /** Notices in the platform's own words; checked when they are used. */
  readonly texts?: GivenTexts;
  /** Addresses that are not public and may be called. */
  readonly privateNetworks: readonly string[];
  readonly webhook?: { readonly url: string; readonly secrets: readonly string[] };
  readonly email?: {
    readonly smtp: string;
    readonly from: string;
    readonly publicUrl: string;
    readonly linkSecret: string;
    readonly perSecond?: number;
  };
  readonly webPush?: { readonly privateKey: string; readonly subject: string };
  readonly expo?: { readonly url: string; readonly accessToken?: string };
}

type Read = (name: ServeSettingName) => string | undefined;

/**
 * Reads the settings of notices.
 * @param tokenSecret the secret of users' tokens, where there is one
 * @throws DaystreakError `config_invalid`, which names the setting
 */
export function readNoticeConfig(read: Read, tokenSecret: string | undefined): NoticeConfig {
  const appUrl = readUrl(read, "app-url");
  const [webhook, smtp, vapid, expo] = [read("webhook-url"), read("smtp-url"), read("vapid-key"), read("expo-url")];
  const texts = readTexts(read("notice-texts"));
  const accessToken = read("expo-token");
  const perSecond = readRate(read, "mails-per-second");
  return {
    app: read("app-name") ?? (appUrl === undefined ? "Daystreak" : new URL(appUrl).host),
    ...(appUrl !== undefined && { appUrl }),
    ...(texts !== undefined && { texts }),
    privateNetworks: listOf(read("private-networks")),
    ...(webhook !== undefined && {
      webhook: { url: webhook, secrets: listOf(needed(read, "webhook-secrets", "webhook-url")) },
    }),
    ...(smtp !== undefined && {
      email: {
        smtp,
        from: needed(read, "mail-from", "smtp-url"),
        publicUrl: needed(read, "public-url", "smtp-url"),
        linkSecret: read("link-secret") ?? derived(tokenSecret) ?? needed(read, "link-secret", "smtp-url"),
        ...(perSecond !== undefined && { perSecond }),
      },
    }),
    ...(vapid !== undefined && {
      webPush: { privateKey: vapid, subject: needed(read, "vapid-subject", "vapid-key") },
    }),
    ...(expo !== undefined && { expo: { url: expo, ...(accessToken !== undefined && { accessToken }) } }),
  };
}

function needed(read: Read, name: ServeSettingName, by: ServeSettingName): string {
  const value = read(name);
  if (value !== undefined) return value;
  throw settingInvalid(name, SERVE_SETTINGS[name], `is missing: ${SERVE_SETTINGS[by].variable} needs it`);
}

/** A secret of its own for links, so that what signs tokens signs nothing else. */
function derived(secret: string | undefined): string | undefined {
  if (secret === undefined) return undefined;
  return Buffer.from(hkdfSync("sha256", secret, "", "daystreak links", 32)).toString("base64url");
}

function listOf(text = ""): string[] {
  return text.split(",").flatMap((item) => item.trim() || []);
}

function readUrl(read: Read, name: ServeSettingName): string | undefined {
  const text = read(name);
  if (text === undefined || /^https?:$/.test(URL.parse(text)?.protocol ?? "")) return text;
  throw settingInvalid(name, SERVE_SETTINGS[name], "must be a URL such as https://app.example/");
}

function readRate(read: Read, name: ServeSettingName): number | undefined {
  const text = read(name);
  if (text === undefined) return undefined;
  if (/^[1-9]\d{0,4}$/.test(text)) return Number(text);
  throw settingInvalid(name, SERVE_SETTINGS[name], "must be a whole number from 1 to 99999");
}

function readTexts(path: string | undefined): GivenTexts | undefined {
  if (path === undefined) return undefined;
  try {
    return JSON.parse(readFileSync(path, "utf8")) as GivenTexts;
  } catch (cause) {
    const text = `must name a file with JSON: ${(cause as Error).message}`;
    throw settingInvalid("notice-texts", SERVE_SETTINGS["notice-texts"], text, cause);
  }
}
