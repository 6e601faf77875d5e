/** Runs something once, later; gives a way to take it back. Injected, so that tests wait for no clock. */
export type Timer = (run: () => void, ms: number) => () => void;

/** The runtime's own timer; it does not keep a process alive. */
export const unrefTimer: Timer = (run, ms) => {
  const timeout = setTimeout(run, ms);
  timeout.unref();
  return () => clearTimeout(timeout);
};
