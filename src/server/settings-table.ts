/** One setting of the service: a flag, and the variable that counts where the flag is not given. */
export interface ServeSetting {
  /** What stands for its value in the help; a setting without one is on or off. */
  readonly value?: string;
  /** One line of help. */
  readonly text: string;
  /** The environment variable. */
  readonly variable?: string;
}

/** The name of a setting, as its flag has it. */
export type ServeSettingName =
  | "port"
  | "host"
  | "database"
  | "jwt-secret"
  | "jwks-url"
  | "jwt-issuer"
  | "jwt-audience"
  | "user-claim"
  | "admin-claim"
  | "api-key"
  | "cors-origins"
  | "user-limit"
  | "address-limit"
  | "trusted-proxies"
  | "default-zone"
  | "rules"
  | "alerts"
  | "zone-data"
  | NoticeSettingName
  | "demo";

/** The name of a setting about notices, as its flag has it. */
type NoticeSettingName =
  | "app-name"
  | "app-url"
  | "public-url"
  | "notice-texts"
  | "webhook-url"
  | "webhook-secrets"
  | "smtp-url"
  | "mail-from"
  | "mails-per-second"
  | "link-secret"
  | "vapid-key"
  | "vapid-subject"
  | "expo-url"
  | "expo-token"
  | "private-networks";

const NOTICE_SETTINGS: Readonly<Record<NoticeSettingName, ServeSetting>> = {
  "app-name": {
    value: "NAME",
    text: "how notices call your platform [DAYSTREAK_APP_NAME, else the host of the URL below]",
    variable: "DAYSTREAK_APP_NAME",
  },
  "app-url": {
    value: "URL",
    text: "where notices lead [DAYSTREAK_APP_URL, else nowhere]",
    variable: "DAYSTREAK_APP_URL",
  },
  "public-url": {
    value: "URL",
    text: "where browsers reach this service: links to unsubscribe lead there [DAYSTREAK_PUBLIC_URL]",
    variable: "DAYSTREAK_PUBLIC_URL",
  },
  "notice-texts": {
    value: "FILE",
    text: "notices in your words or languages, as JSON [DAYSTREAK_NOTICE_TEXTS, else ours]",
    variable: "DAYSTREAK_NOTICE_TEXTS",
  },
  "webhook-url": {
    value: "URL",
    text: "your server's receiver of notices [DAYSTREAK_WEBHOOK_URL, else no webhook]",
    variable: "DAYSTREAK_WEBHOOK_URL",
  },
  "webhook-secrets": {
    value: "LIST",
    text: "whsec_…; while it is changed the new and the old, comma-separated [DAYSTREAK_WEBHOOK_SECRETS]",
    variable: "DAYSTREAK_WEBHOOK_SECRETS",
  },
  "smtp-url": {
    value: "URL",
    text: "mail server: smtps://USER:PASSWORD@HOST or smtp://… [DAYSTREAK_SMTP_URL, else no e-mail]",
    variable: "DAYSTREAK_SMTP_URL",
  },
  "mail-from": {
    value: "SENDER",
    text: "who writes: NAME <ADDRESS> [DAYSTREAK_MAIL_FROM]",
    variable: "DAYSTREAK_MAIL_FROM",
  },
  "mails-per-second": {
    value: "COUNT",
    text: "how many mails a second the mail server takes of each process [DAYSTREAK_MAILS_PER_SECOND, else 500]",
    variable: "DAYSTREAK_MAILS_PER_SECOND",
  },
  "link-secret": {
    value: "SECRET",
    text: "signs links to unsubscribe [DAYSTREAK_LINK_SECRET, else made of the secret of tokens]",
    variable: "DAYSTREAK_LINK_SECRET",
  },
  "vapid-key": {
    value: "KEY",
    text: "private key of web push, 32 bytes in base64url [DAYSTREAK_VAPID_KEY, else no web push]",
    variable: "DAYSTREAK_VAPID_KEY",
  },
  "vapid-subject": {
    value: "URL",
    text: "whom push services can reach: mailto:… or https://… [DAYSTREAK_VAPID_SUBJECT]",
    variable: "DAYSTREAK_VAPID_SUBJECT",
  },
  "expo-url": {
    value: "URL",
    text: "push service of Expo: https://exp.host/--/api/v2/push/ [DAYSTREAK_EXPO_URL, else no Expo push]",
    variable: "DAYSTREAK_EXPO_URL",
  },
  "expo-token": {
    value: "TOKEN",
    text: "access token of the Expo account [DAYSTREAK_EXPO_TOKEN, else none]",
    variable: "DAYSTREAK_EXPO_TOKEN",
  },
  "private-networks": {
    value: "LIST",
    text: "addresses that are not public and may be called, such as 10.1.0.0/16 [DAYSTREAK_PRIVATE_NETWORKS, else none]",
    variable: "DAYSTREAK_PRIVATE_NETWORKS",
  },
};

/** The settings of `daystreak serve` by flag; also what its help lists. */
export const SERVE_SETTINGS: Readonly<Record<ServeSettingName, ServeSetting>> = {
  port: { value: "PORT", text: "port to listen on; 0 takes a free one [PORT, else 8000]", variable: "PORT" },
  host: { value: "HOST", text: "address to listen on [HOST, else 127.0.0.1]", variable: "HOST" },
  database: {
    value: "URL",
    text: "sqlite:PATH or postgres://… [DATABASE_URL, else sqlite:./data/daystreak.db]",
    variable: "DATABASE_URL",
  },
  "jwt-secret": {
    value: "SECRET",
    text: "shared secret of users' HS256 tokens [DAYSTREAK_JWT_SECRET]",
    variable: "DAYSTREAK_JWT_SECRET",
  },
  "jwks-url": {
    value: "URL",
    text: "published keys of users' RS, PS, ES or EdDSA tokens, instead of a secret [DAYSTREAK_JWKS_URL]",
    variable: "DAYSTREAK_JWKS_URL",
  },
  "jwt-issuer": {
    value: "ISS",
    text: "required issuer of tokens [DAYSTREAK_JWT_ISSUER]",
    variable: "DAYSTREAK_JWT_ISSUER",
  },
  "jwt-audience": {
    value: "AUD",
    text: "required audience of tokens [DAYSTREAK_JWT_AUDIENCE]",
    variable: "DAYSTREAK_JWT_AUDIENCE",
  },
  "user-claim": {
    value: "CLAIM",
    text: "claim with the user's id, for Django user_id [DAYSTREAK_USER_CLAIM, else sub]",
    variable: "DAYSTREAK_USER_CLAIM",
  },
  "admin-claim": {
    value: "NAME=VALUE",
    text: "claim that makes a user an administrator [DAYSTREAK_ADMIN_CLAIM, else nobody]",
    variable: "DAYSTREAK_ADMIN_CLAIM",
  },
  "api-key": {
    value: "KEY",
    text: "a first admin key, without dots [DAYSTREAK_API_KEY]",
    variable: "DAYSTREAK_API_KEY",
  },
  "cors-origins": {
    value: "LIST",
    text: "origins of browsers' apps, comma-separated, or * [DAYSTREAK_CORS_ORIGINS, else none]",
    variable: "DAYSTREAK_CORS_ORIGINS",
  },
  "user-limit": {
    value: "N",
    text: "calls a minute with one user's token; 0 for no limit [DAYSTREAK_USER_LIMIT, else 3000]",
    variable: "DAYSTREAK_USER_LIMIT",
  },
  "address-limit": {
    value: "N",
    text: "calls a minute without valid credentials from one address [DAYSTREAK_ADDRESS_LIMIT, else 3000]",
    variable: "DAYSTREAK_ADDRESS_LIMIT",
  },
  "trusted-proxies": {
    value: "LIST",
    text: "proxies in front: their addresses (10.0.0.0/8, loopback, …) or how many [DAYSTREAK_TRUSTED_PROXIES, else none]",
    variable: "DAYSTREAK_TRUSTED_PROXIES",
  },
  "default-zone": {
    value: "ZONE",
    text: "zone of users about whom nothing is known [DAYSTREAK_DEFAULT_ZONE, else UTC]",
    variable: "DAYSTREAK_DEFAULT_ZONE",
  },
  rules: {
    value: "FILE",
    text: "rules as JSON; what it leaves out has its default [DAYSTREAK_RULES]",
    variable: "DAYSTREAK_RULES",
  },
  alerts: {
    value: "FILE",
    text: "from when on something is told as unusual, as JSON [DAYSTREAK_ALERTS, else the defaults]",
    variable: "DAYSTREAK_ALERTS",
  },
  "zone-data": {
    value: "FILE",
    text: "a newer release of the time zone data, read again on SIGHUP [DAYSTREAK_ZONE_DATA, else Daystreak's own]",
    variable: "DAYSTREAK_ZONE_DATA",
  },
  ...NOTICE_SETTINGS,
  demo: { text: "make a secret and an API key, print them ready to paste; only on loopback" },
};

/** The name of a setting that `daystreak proxy` has beside those of the service. */
type PassageSettingName = "to" | "own-paths" | "login-paths" | "refresh-paths" | "user-header" | "app-timeout";
/** The name of a setting of `daystreak proxy`. */
export type ProxySettingName = PassageSettingName | Exclude<ServeSettingName, "demo">;

const PASSAGE_SETTINGS: Readonly<Record<PassageSettingName, ServeSetting>> = {
  to: {
    value: "URL",
    text: "where your application listens, such as http://127.0.0.1:8001 [DAYSTREAK_PROXY_TO]",
    variable: "DAYSTREAK_PROXY_TO",
  },
  "own-paths": {
    value: "LIST",
    text: "paths that Daystreak answers itself, comma-separated [DAYSTREAK_OWN_PATHS, else /api/activity/]",
    variable: "DAYSTREAK_OWN_PATHS",
  },
  "login-paths": {
    value: "LIST",
    text: "where users log in [DAYSTREAK_LOGIN_PATHS, else /api/auth/login/]",
    variable: "DAYSTREAK_LOGIN_PATHS",
  },
  "refresh-paths": {
    value: "LIST",
    text: "where tokens are refreshed [DAYSTREAK_REFRESH_PATHS, else /api/auth/refresh/,/api/auth/token/refresh/]",
    variable: "DAYSTREAK_REFRESH_PATHS",
  },
  "user-header": {
    value: "NAME",
    text: "header of the application's answers that names the user [DAYSTREAK_USER_HEADER, else X-User-Id]",
    variable: "DAYSTREAK_USER_HEADER",
  },
  "app-timeout": {
    value: "SECONDS",
    text: "how long the application may be silent before it answers [DAYSTREAK_APP_TIMEOUT, else 60]",
    variable: "DAYSTREAK_APP_TIMEOUT",
  },
};

const { demo: _, ...LASTING_SETTINGS } = SERVE_SETTINGS;

/** The settings of `daystreak proxy` by flag; also what its help lists. */
export const PROXY_SETTINGS: Readonly<Record<ProxySettingName, ServeSetting>> = {
  ...PASSAGE_SETTINGS,
  ...LASTING_SETTINGS,
};
