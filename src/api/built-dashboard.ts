import { fileURLToPath } from "node:url";

/** Gives the folder with the built dashboard; asked when its first page is. */
export type DashboardFolder = () => Promise<string>;

/** Where the dashboard is: in the package beside the code; in a checkout it is built when it is first asked for. */
export async function builtDashboard(): Promise<string> {
  if (!import.meta.url.endsWith(".ts")) return fileURLToPath(new URL("../../dist/dashboard", import.meta.url));
  // One build a process: files of two builds do not belong together.
  checkout ??= buildCheckout().catch((error: unknown) => {
    checkout = undefined;
    throw error;
  });
  return checkout;
}

let checkout: Promise<string> | undefined;

async function buildCheckout(): Promise<string> {
  // Named by an address, since it is no part of the package.
  const address = new URL("../../dashboard/scripts/build.ts", import.meta.url).href;
  const script: { freshDashboard: DashboardFolder } = await import(address);
  return script.freshDashboard();
}
