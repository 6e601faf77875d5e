import { execFile } from "node:child_process";
import { readFile, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { DEFAULT_RULES } from "daystreak";
import { describe, expect, test } from "vitest";
import { PROXY_SETTINGS } from "../../src/server/settings-table.ts";
import { startLms, temporaryFolder } from "../examples/lms-process.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const readme = await readFile(join(root, "README.md"), "utf8");

/** The code blocks of a section, by language. */
function blocks(heading: string, language: string): string[] {
  const start = readme.indexOf(`\n${heading}\n`);
  expect(start).toBeGreaterThan(0);
  const section = readme.slice(start + heading.length, readme.indexOf("\n## ", start + heading.length));
  return [...section.matchAll(/^```(\w*)\n(.*?)^```$/gms)].flatMap(([, of, code = ""]) =>
    of === language ? [code] : [],
  );
}

describe("the README", () => {
  test("has a tour with curl that works as it stands", async () => {
    const [folder, remove] = await temporaryFolder();
    const lms = await startLms(folder);
    try {
      const tour = blocks("## Five minutes with curl", "sh").join("echo\n");
      const verbatim = blocks("## Five minutes with curl", "").join("").replace("Bearer TOKEN", "Bearer $TOKEN");
      expect(verbatim).toContain("curl -X POST http://localhost:8000/api/activity/update/");
      const script = `set -euo pipefail\n${tour}\n${verbatim}`
        .replaceAll("http://localhost:8000", lms.address)
        .replaceAll("curl ", "curl --silent --show-error --fail-with-body ");
      const { stdout } = await promisify(execFile)("bash", ["-c", script]);
      expect(stdout).toMatch(/"current_streak":1,"max_streak":1/);
      expect(stdout).toContain('"zone":"Europe/Paris"');
      expect(stdout.match(/"correct":false/g)).toHaveLength(1);
      expect(stdout.match(/"correct":true/g)).toHaveLength(3);
      expect(stdout).toMatch(/"status":"complete","problems_solved":3/);
      expect(stdout).toContain('"kind":"day.completed"');
      expect(stdout).toMatch(/\{"success":true,"message":".*","streak":\{.*\},"activity_date":"\d{4}-\d\d-\d\d"/);
    } finally {
      await lms.stop();
      await remove();
    }
  });

  test("shows the rules with the defaults that hold", () => {
    const [json = ""] = blocks("## Rules", "json");
    expect(JSON.parse(json)).toEqual(DEFAULT_RULES);
  });

  test("names every variable of the service", () => {
    const variables = Object.values(PROXY_SETTINGS).flatMap((setting) =>
      "variable" in setting ? [setting.variable] : [],
    );
    expect(variables.filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
  });

  test("links to files that exist, as do the other documents", async () => {
    const documents = [
      "README.md",
      "CONTRIBUTING.md",
      "docs/data-flow.md",
      "docs/adr/README.md",
      "docs/guide/streaks.md",
    ];
    for (const document of documents) {
      const text = await readFile(join(root, document), "utf8");
      for (const [, link = ""] of text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)) {
        if (!link.includes("://")) await expect(stat(join(root, dirname(document), link))).resolves.toBeDefined();
      }
    }
  });
});
