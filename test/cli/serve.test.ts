import { describe, expect, it } from "vitest";
import { ended, listening, startCli, testFolder } from "./run-cli.ts";

const folder = testFolder();

describe("daystreak serve", () => {
  it("answers until SIGTERM and then ends with 0", async () => {
    const child = startCli(["serve", "--demo", "--port", "0", "--database", "sqlite:./serve.db"], folder);
    const result = ended(child);
    const url = await listening(child);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    child.kill("SIGTERM");
    const { code, err } = await result;
    expect([code, err]).toEqual([0, expect.stringContaining("curl")]);
  });
});
