/** The file of the thread that owns the database, as source or as built. */
export const WORKER_FILE: URL = import.meta.url.endsWith(".ts")
  ? new URL("./worker.ts", import.meta.url)
  : new URL("./worker.js", import.meta.url);
