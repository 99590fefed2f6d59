/**
 * `npm run keys:rotate -- --url https://causeway.example.com`: wraps every organization's data key with the newest of
 * ENCRYPTION_KEYS and follows the progress. ADMIN_TOKEN is read from the environment. Stopped, it goes on where it was.
 */
import { parseArgs } from "node:util";
import { z } from "zod";
import { createApi } from "./demo/api.ts";

const progressSchema = z.object({ version: z.number(), done: z.number(), remaining: z.number() });

/** Rounds that may bring nothing on: rows that are changed at the very moment are left to the next one. */
const PATIENCE = 5;

const { values } = parseArgs({ options: { url: { type: "string", default: "http://localhost:8787" } } });
const token = process.env.ADMIN_TOKEN;
if (token === undefined || token === "") {
  console.error("ADMIN_TOKEN is not set. Run: ADMIN_TOKEN=… npm run keys:rotate -- --url https://…");
  process.exit(1);
}
const api = createApi(values.url, token);
let left = Number.POSITIVE_INFINITY;
let idle = 0;
while (left > 0 && idle < PATIENCE) {
  const { version, remaining } = await api.post("/v1/admin/keys/rotate", {}, progressSchema);
  idle = remaining < left ? 0 : idle + 1;
  left = remaining;
  console.log(`key version ${version}: ${remaining} organizations left`);
}
if (left > 0) {
  console.error(`${left} organizations could not be rotated. The platform's log says why.`);
  process.exit(1);
}
console.log("Done. Keys of earlier versions may leave ENCRYPTION_KEYS.");
