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
  | "zone-data"
  | "demo";

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
  "zone-data": {
    value: "FILE",
    text: "a newer release of the time zone data, read again on SIGHUP [DAYSTREAK_ZONE_DATA, else Daystreak's own]",
    variable: "DAYSTREAK_ZONE_DATA",
  },
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
