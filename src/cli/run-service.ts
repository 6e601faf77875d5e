import type { Service } from "../server/service.ts";
import { closeOnSignal } from "../server/signals.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { letYoungHeapGrow } from "./young-heap.ts";

/** Waits until a service listens and then until it is told to stop; gives how the process ends. */
export async function runService(starting: Promise<Service>): Promise<ExitCode> {
  const service = await starting;
  letYoungHeapGrow();
  await closeOnSignal(service);
  return EXIT.ok;
}
