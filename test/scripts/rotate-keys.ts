/**
 * `npm run keys:rotate -- --url https://causeway.example.com`: wraps every organization's data key with the newest of
 * ENCRYPTION_KEYS and follows the progress. ADMIN_TOKEN is read from the environment. Stopped, it goes on where it was.
 */
import { parseArgs } from "node:util";
import { z } from "zod";
import { createApi } from "./demo/api.ts";

const USAGE = "ADMIN_TOKEN=… npm run keys:rotate -- --url https://causeway.example.com";

const progressSchema = z.object({ version: z.number(), done: z.number(), remaining: z.number() });

/** Rounds that may bring nothing on: rows that are changed at the very moment are left to the next one. */
const PATIENCE = 5;

try {
  await rotate();
} catch (cause) {
  console.error(cause instanceof Error ? cause.message : String(cause));
  process.exitCode = 1;
}

async function rotate(): Promise<void> {
  const { values } = parseArgs({
    options: {
      url: { type: "string", default: "http://localhost:8787" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) {
    console.log(`Wraps every organization's data key with the newest of ENCRYPTION_KEYS: ${USAGE}`);
    return;
  }
  const token = process.env.ADMIN_TOKEN;
  if (token === undefined || token === "") {
    throw new Error(`ADMIN_TOKEN is not set. Run: ${USAGE}`);
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
    throw new Error(`${left} organizations could not be rotated. The platform's log says why.`);
  }
  console.log("Done. Keys of earlier versions may leave ENCRYPTION_KEYS.");
}
