/** Processor time of this thread that a call takes, in nanoseconds per each of `calls`: other work on the machine does not show. */
export function cpuNanoseconds(calls: number, work: () => void): number {
  const before = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(before);
  return ((user + system) * 1000) / calls;
}
