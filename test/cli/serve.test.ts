import { describe, expect, it } from "vitest";
import { ended, startCli, testFolder } from "./run-cli.ts";

const folder = testFolder();

describe("daystreak serve", () => {
  it("answers until SIGTERM and then ends with 0", async () => {
    const child = startCli(["serve", "--demo", "--port", "0", "--database", "sqlite:./serve.db"], folder);
    const result = ended(child);
    const url = await new Promise<string>((resolve, reject) => {
      let log = "";
      child.stdout?.on("data", (text: string) => {
        log += text;
        const found = /"url":"(http:[^"]+)"/.exec(log)?.[1];
        if (found !== undefined) resolve(found);
      });
      child.once("close", () => reject(new Error("serve ended before it listened")));
    });
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    child.kill("SIGTERM");
    const { code, err } = await result;
    expect([code, err]).toEqual([0, expect.stringContaining("curl")]);
  });
});
