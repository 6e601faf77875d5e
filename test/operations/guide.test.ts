import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { METRICS } from "../../src/metrics/registry.ts";
import { startService } from "../server/support.ts";

const text = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const operating = text("docs/guide/operating.md");
const troubleshooting = text("docs/guide/troubleshooting.md");
const headings = [...troubleshooting.matchAll(/^#{2,3} (.+)$/gm)].map(([, heading]) => heading?.toLowerCase());

/** The names of metrics in a text, without the ends that Prometheus adds to histograms. */
function metricsIn(words: string): Set<string> {
  return new Set([...words.matchAll(/\bdaystreak_[a-z_]+/g)].map(([name]) => name.replace(/_(bucket|sum|count)$/, "")));
}

describe("the operators' guide", () => {
  it("has a section for whatever the doctor finds, and for where it points to", () => {
    const folder = new URL("../../src/cli/doctor/", import.meta.url);
    const files = readdirSync(folder).map((name) => readFileSync(new URL(name, folder), "utf8"));
    const code = [...files, text("src/cli/commands/doctor.ts")].join("\n");
    const checks = [...code.matchAll(/\b(?:fine|warning|problem)\(\s*"([a-z ]+)"/g)].map(([, check]) => check);
    const pointers = [...code.matchAll(/see the guide: ([a-z ]+)/g)].map(([, to]) => to);
    expect(new Set(checks).size).toBeGreaterThan(15);
    for (const name of new Set([...checks, ...pointers])) expect(headings).toContain(name);
  });

  it("has a section for every alert", () => {
    const alerts = [...operating.matchAll(/- alert: (\w+) +# → (.+)/g)];
    expect(alerts).toHaveLength(12);
    for (const [, name, section] of alerts) {
      expect(troubleshooting).toContain(name);
      expect(headings).toContain(section);
    }
  });

  it("names the metrics that there are, and all of them", async () => {
    const service = await startService();
    const shown = metricsIn(await (await service.call("GET", "/metrics")).text());
    await service.close();
    const named = metricsIn(operating);
    expect([...named].filter((name) => !shown.has(name))).toEqual([]);
    expect([...shown].filter((name) => !named.has(name))).toEqual([]);
    expect([...metricsIn(troubleshooting)].filter((name) => !shown.has(name))).toEqual([]);
  });
});

describe("the guide of reports", () => {
  it("names every metric", () => {
    const guide = text("docs/guide/metrics.md");
    for (const name of METRICS.keys()) expect(guide).toContain(`\`${name}\``);
  });
});

describe("the container files", () => {
  const [dockerfile, compose] = [text("Dockerfile"), text("compose.yaml")];

  it("build with the repository's own commands, and run as nobody in particular", () => {
    const manifest = JSON.parse(text("package.json")) as {
      scripts: Record<string, string>;
      bin: { daystreak: string };
    };
    expect(dockerfile).toContain("RUN npm ci --ignore-scripts\n");
    expect([dockerfile.includes("RUN npm run build"), manifest.scripts.build]).toEqual([true, expect.any(String)]);
    expect(dockerfile).toContain(`ENTRYPOINT ["node", "${manifest.bin.daystreak}"]`);
    expect(dockerfile).toMatch(/\nUSER node\n/);
    expect(dockerfile.match(/^FROM node:(\d+)/gm)).toEqual(Array.from({ length: 3 }, () => "FROM node:24"));
  });

  it("copy only what the ignore file lets through", () => {
    const allowed = [...text(".dockerignore").matchAll(/^!(.+)$/gm)].map(([, path]) => path as string);
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, files]) =>
      (files as string).split(" ").map((file) => file.replace(/\/$/, "")),
    );
    expect(copied.filter((file) => !allowed.includes(file))).toEqual([]);
  });

  it("set only variables that the service reads", () => {
    const known = text("src/server/settings-table.ts");
    const set = [...compose.matchAll(/^ {6}((?:DAYSTREAK|DATABASE)_\w+):/gm)].map(([, name]) => name as string);
    expect(set.length).toBeGreaterThan(3);
    for (const name of set) expect(known).toContain(`variable: "${name}"`);
  });
});
