import axe from "axe-core";
import type { Page } from "playwright-core";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** What axe finds on a page as it is now: its path, the rule, and the elements. With `only`, by that rule alone. */
export async function violations(page: Page, only?: string): Promise<string[]> {
  const runOnly = only === undefined ? RULES : { type: "rule", values: [only] };
  await page.evaluate(`globalThis.axe ?? (() => { ${axe.source} })()`);
  return page.evaluate(`axe.run(document, { runOnly: ${JSON.stringify(runOnly)} }).then(({ violations }) =>
    violations.map(({ id, nodes }) => location.pathname + " " + id + ": " + nodes.map(({ html }) => html).join(" ")))`);
}
