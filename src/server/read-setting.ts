import { DaystreakError } from "../core/errors.ts";
import type { ServeSetting } from "./settings-table.ts";

/** Flags by name, as `parseArgs` gives them. */
export type GivenFlags<Name extends string> = Readonly<Partial<Record<Name, string | boolean | undefined>>>;
/** The environment of a process. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Makes the look-up of settings: flags first, then the environment; an empty variable counts as absent. */
export function settingReader<Name extends string>(
  settings: Readonly<Record<Name, ServeSetting>>,
  flags: GivenFlags<Name>,
  env: Environment,
): (name: Name) => string | undefined {
  return (name) => {
    const flag = flags[name];
    if (typeof flag === "string" && flag !== "") return flag;
    const { variable } = settings[name];
    return variable === undefined ? undefined : env[variable] || undefined;
  };
}

/** A setting that cannot be used: the text goes on after its names. */
export function settingInvalid(
  name: string,
  { variable }: ServeSetting,
  text: string,
  cause?: unknown,
): DaystreakError {
  return new DaystreakError("config_invalid", `${variable ?? "flag"} (--${name}) ${text}`, { cause });
}
