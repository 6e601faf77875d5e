import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import { DaystreakError } from "../../core/errors.ts";
import { openDatabase } from "./database.ts";
import { createDesk } from "./desk.ts";
import { sqliteFailure } from "./failure.ts";
import { type Reply, type Request, toFailure } from "./protocol.ts";

/** The thread that owns the database file: it takes asks from its port, all that have gathered at once. */
function serve(port: MessagePort, path: string): void {
  const post = (reply: Reply): void => port.postMessage(reply);
  try {
    const db = openDatabase(path);
    const desk = createDesk(db, path, post, () => {
      db.close();
      port.close();
    });
    port.on("message", (first: Request) => {
      const requests = [first];
      for (let next = receiveMessageOnPort(port); next !== undefined; next = receiveMessageOnPort(port)) {
        requests.push(next.message as Request);
      }
      desk.take(requests);
    });
    post({ kind: "ready" });
  } catch (error) {
    post({ kind: "failed", failure: toFailure(sqliteFailure(error, path)) });
    port.close();
  }
}

if (parentPort === null) throw new DaystreakError("internal", "sqlite/worker runs as a worker thread only");
serve(parentPort, (workerData as { path: string }).path);
