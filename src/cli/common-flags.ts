import type { FlagSpecs } from "./flags.ts";

/** Flags that every command has. */
export const COMMON_FLAGS: FlagSpecs = {
  json: { text: "answer with one JSON document" },
  help: { text: "show this help", short: "h" },
};

/** Flags of every command that opens the database. */
export const DATABASE_FLAGS: FlagSpecs = {
  database: { value: "URL", text: "sqlite:PATH or postgres://… [DATABASE_URL, else sqlite:./data/daystreak.db]" },
};

/** The flag of every command that dates what carries no zone. */
export const ZONE_FLAGS: FlagSpecs = {
  "default-zone": {
    value: "ZONE",
    text: "zone of users about whom nothing is known [DAYSTREAK_DEFAULT_ZONE, else UTC]",
  },
};

/** Flags of every command that writes activities. */
export const RULES_FLAGS: FlagSpecs = {
  rules: { value: "FILE", text: "rules as JSON [DAYSTREAK_RULES, else those of the database]" },
  ...ZONE_FLAGS,
};
