import { createServer } from "node:net";

const HOST = "127.0.0.1";

/** A port of the loopback interface that nobody listens on at the moment. */
export async function freePort(): Promise<number> {
  return await bind(0);
}

/** @throws Error saying what to do when somebody listens on the port */
export async function assertFree(port: number): Promise<void> {
  try {
    await bind(port);
  } catch (cause) {
    throw new Error(
      `Port ${port} cannot be used (${cause instanceof Error ? cause.message : String(cause)}). Stop what listens there, or choose another with --port N.`,
      { cause },
    );
  }
}

/** Listens for a moment and says on which port. */
async function bind(port: number): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, HOST, resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") {
    throw new Error("The system gave no port.");
  }
  return address.port;
}
