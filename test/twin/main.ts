import { parseArgs } from "node:util";
import { listeningText } from "./help.ts";
import { startTwin } from "./server.ts";

const DEFAULT_PORT = 9400;

function readPort(): number {
  const { values } = parseArgs({ options: { port: { type: "string" } } });
  const port = Number(values.port ?? DEFAULT_PORT);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error(`--port: "${values.port}" is not a port`);
  }
  return port;
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) {
    return String(error);
  }
  const taken = "code" in error && error.code === "EADDRINUSE";
  return taken ? `${error.message}. Another port: npm run twin -- --port N` : error.message;
}

try {
  const twin = await startTwin({ port: readPort() });
  console.log(listeningText(twin.url));
} catch (error) {
  console.error(explain(error));
  process.exitCode = 1;
}
