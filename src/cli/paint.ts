/** The few styles that the command line uses, by their ANSI numbers (256-colour where it needs shades). */
const STYLES = {
  bold: "1",
  dim: "2",
  red: "31",
  green: "32",
  yellow: "33",
  cyan: "36",
  partial: "38;5;71",
  complete: "38;5;34",
  protected: "38;5;75",
} as const;

/** Puts a style around text, or leaves it as it is. */
export type Paint = (style: keyof typeof STYLES, text: string) => string;

/** A painter for a terminal with or without colour. */
export function createPaint(colour: boolean): Paint {
  return (style, text) => (colour && text !== "" ? `\x1b[${STYLES[style]}m${text}\x1b[0m` : text);
}
