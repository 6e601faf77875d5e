import { readConfig } from "../../src/server/config.ts";
import { serve } from "../../src/server/service.ts";
import { closeOnSignal } from "../../src/server/signals.ts";
import { SECRET } from "../api/secret.ts";

/** Runs a service on the database of the first argument until it is told to stop. */
const config = readConfig({ port: "0", database: process.argv[2], "jwt-secret": SECRET }, {});
await closeOnSignal(await serve(config));
