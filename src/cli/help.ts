import type { Command } from "./command.ts";
import { COMMON_FLAGS } from "./common-flags.ts";
import type { FlagSpecs } from "./flags.ts";

/** The name and summary of a command, known without loading it. */
export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
}

/** The help of `daystreak` itself. */
export function generalHelp(commands: readonly CommandEntry[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  return [
    "daystreak: activity and streak tracking for learning platforms",
    "",
    "Usage: daystreak COMMAND [flags]",
    "",
    "Commands:",
    ...commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    "",
    "daystreak COMMAND --help shows a command's flags and examples; daystreak --version the version.",
    "",
    "Exit codes:",
    "  0    all is well",
    "  1    the work was done and problems were found: refused rows, wrong streaks, an unknown user",
    "  2    flags, settings or files that cannot be used",
    "  3    the database cannot be reached or used",
    "  4    a defect of daystreak itself",
    "  130  stopped by Ctrl-C; what was done stays, and running it again ends the same",
  ].join("\n");
}

/** The help of one command. */
export function commandHelp(command: Command): string {
  return [
    `daystreak ${command.name}: ${command.summary}`,
    "",
    `Usage: daystreak ${command.name} ${command.usage}`,
    "",
    ...command.about.flatMap((paragraph) => [...wrap(paragraph, 92), ""]),
    "Flags:",
    ...flagLines({ ...command.flags, ...COMMON_FLAGS }),
    "",
    "Examples:",
    ...command.examples.flatMap(([line, what]) => [`  # ${what}`, `  ${line}`]),
  ].join("\n");
}

function flagLines(specs: FlagSpecs): string[] {
  const rows = Object.entries(specs).map(([name, spec]) => ({
    left: `${spec.short === undefined ? "" : `-${spec.short}, `}--${name}${spec.value === undefined ? "" : ` ${spec.value}`}`,
    text: spec.text,
  }));
  const width = Math.max(...rows.map(({ left }) => left.length));
  return rows.map(({ left, text }) => `  ${left.padEnd(width)}  ${text}`);
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [""];
  for (const word of text.split(" ")) {
    const line = lines.at(-1) as string;
    if (line !== "" && line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = line === "" ? word : `${line} ${word}`;
  }
  return lines;
}
