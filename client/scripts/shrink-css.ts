/** The part of a Vite or Rolldown plugin that is needed here. */
interface TransformPlugin {
  readonly name: string;
  readonly transform: (code: string, id: string) => { code: string; map: null } | null;
}

/** Takes the layout out of style sheets in template strings (those that hold rules): minifiers leave strings alone. */
export function shrinkCss(): TransformPlugin {
  return {
    name: "shrink-css",
    transform: (code, id) =>
      id.includes("/elements/") ? { code: code.replace(/`\n[^`]*\{[^`]*`/g, shrink), map: null } : null,
  };
}

function shrink(css: string): string {
  return css
    .replace(/\s+/g, " ")
    .replace(/ ?([{};,>]) ?/g, "$1")
    .replaceAll(": ", ":")
    .replaceAll(";}", "}")
    .replaceAll("$ {", "${")
    .replace(/^` | `$/g, "`");
}
