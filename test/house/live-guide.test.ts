import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { startLms, temporaryFolder } from "../examples/lms-process.ts";

test("the guide to live streams has a curl that works as it stands", async () => {
  const guide = await readFile(new URL("../../docs/guide/live.md", import.meta.url), "utf8");
  const [, block = ""] = /```sh\n(.*?)```/s.exec(guide) ?? [];
  expect(block).toContain("curl -sN http://localhost:8000/api/live/");
  const [folder, remove] = await temporaryFolder();
  const lms = await startLms(folder);
  try {
    const script = block.replaceAll("http://localhost:8000", lms.address);
    const child = execFile("bash", ["-c", `${script.trimEnd()} & wait`]);
    const seen = await new Promise<string>((resolve) => {
      let text = "";
      child.stdout?.on("data", (chunk: string) => {
        text += chunk;
        if (/\ndata: .*\n\n/.test(text)) resolve(text);
      });
    });
    expect(seen).toMatch(/^retry: 2000\n\nid: \d+\nevent: streak\ndata: \{"streak":\{"user_id":/);
    const ended = new Promise<void>((resolve) => child.stdout?.once("end", () => resolve()));
    // The platform ends the stream when it stops.
    await lms.stop();
    await ended;
  } finally {
    await lms.stop();
    await remove();
  }
});
