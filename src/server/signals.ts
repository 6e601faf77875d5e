import type { Service } from "./service.ts";

/** What is listened to: the process, or what stands for it. */
export interface SignalSource {
  on(signal: NodeJS.Signals, listener: () => void): unknown;
  off(signal: NodeJS.Signals, listener: () => void): unknown;
  exit(code: number): void;
}

const SIGNALS = ["SIGTERM", "SIGINT"] as const;

/**
 * Stops the service on SIGTERM or SIGINT; resolves once it is closed, after which the process ends by itself with 0.
 * A second signal ends it at once with 1. On SIGHUP it reads again what it can; where that is nothing, the signal is left
 * alone, so that the process still ends with its terminal.
 */
export async function closeOnSignal(
  service: Pick<Service, "close" | "reload">,
  source: SignalSource = process,
): Promise<void> {
  let heard: (() => void) | undefined;
  const first = new Promise<void>((resolve) => {
    heard = resolve;
  });
  let isStopping = false;
  const listener = (): void => {
    if (isStopping) source.exit(1);
    isStopping = true;
    heard?.();
  };
  for (const signal of SIGNALS) source.on(signal, listener);
  const reload = (): void => void service.reload?.();
  if (service.reload !== undefined) source.on("SIGHUP", reload);
  try {
    await first;
    await service.close();
  } finally {
    for (const signal of SIGNALS) source.off(signal, listener);
    source.off("SIGHUP", reload);
  }
}
