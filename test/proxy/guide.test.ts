import { execFile, spawn } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { listening, startCli, testFolder } from "../cli/run-cli.ts";

const folder = testFolder();
const guide = await readFile(new URL("../../docs/guide/proxy.md", import.meta.url), "utf8");

function block(language: string, containing: string): string {
  const blocks = [...guide.matchAll(/^```(\w+)\n(.*?)^```$/gms)];
  const found = blocks.find(([, of, code = ""]) => of === language && code.includes(containing));
  return found?.[2] ?? "";
}

test("the guide's application, rules and calls do what it says", async () => {
  const port = "listening.address().port";
  const announced = `console.log(JSON.stringify({ url: "http://127.0.0.1:" + ${port} }));`;
  const script = block("js", "createServer")
    .replace("createServer((", "const listening = createServer((")
    .replace('listen(8001, "127.0.0.1")', `listen(0, "127.0.0.1", () => { ${announced} })`);
  await writeFile(join(folder, "app.mjs"), script);
  await writeFile(join(folder, "rules.json"), block("json", "/problems/:ref/submit/"));
  const [, settings = "", flags = ""] =
    /(DAYSTREAK_API_KEY=.*) npx daystreak (proxy .*)/.exec(block("sh", "app.mjs")) ?? [];
  const env = Object.fromEntries(settings.split(" ").map((one) => one.split("=") as [string, string]));
  const app = spawn(process.execPath, [join(folder, "app.mjs")], { stdio: ["ignore", "pipe", "inherit"] });
  try {
    const to = await listening(app);
    const args = flags.replace("http://127.0.0.1:8001", to).split(" ");
    const proxy = startCli([...args, "--port", "0"], folder, env);
    try {
      const url = await listening(proxy);
      const calls = `set -e\n${block("sh", "--cookie user=ada")}`
        .replaceAll("http://127.0.0.1:8000", url)
        .replaceAll("curl ", "curl --silent --show-error --fail-with-body ");
      const { stdout } = await promisify(execFile)("bash", ["-c", calls]);
      expect(stdout).toMatch(
        /^\{"path":"\/courses\/","user":"ada"\}\{"path":"\/problems\/two-sum\/submit\/","user":"ada"\}/,
      );
      expect(stdout).toMatch(/"current_streak":1.*"problems_solved":1/);
    } finally {
      proxy.kill();
    }
  } finally {
    app.kill();
  }
});
