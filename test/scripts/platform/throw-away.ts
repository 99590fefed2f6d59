import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "./ports.ts";
import { newSecrets } from "./secrets.ts";
import { type Platform, type StartOptions, startPlatform } from "./start.ts";

/** A platform of its own: a free port, a store in the temporary directory, secrets that nobody else has. */
export interface ThrowAway {
  readonly adminToken: string;
  /** The directory of its store. */
  readonly store: string;
  /** Starts it, always with the same port, store and secrets. @throws Error as `startPlatform` does */
  start(
    options: Omit<StartOptions, "flags"> & {
      readonly vars?: Readonly<Record<string, string>>;
      /** Further flags of wrangler's. */
      readonly flags?: readonly string[];
    },
  ): Promise<Platform>;
  /** Removes the store. */
  remove(): void;
}

export async function createThrowAway(): Promise<ThrowAway> {
  const port = await freePort();
  const secrets = newSecrets();
  const directory = mkdtempSync(join(tmpdir(), "causeway-"));
  // a file of variables named on the command line keeps wrangler from reading the user's .dev.vars
  const noVariables = join(directory, "no.env");
  writeFileSync(noVariables, "");
  const store = join(directory, "store");
  return {
    adminToken: secrets.ADMIN_TOKEN,
    store,
    start: ({ vars = {}, flags = [], ...options }) =>
      startPlatform({
        ...options,
        flags: [
          ...["--port", String(port), "--inspector-port", "0", "--env-file", noVariables],
          ...["--persist-to", store],
          ...flags,
          ...Object.entries({ ...secrets, ...vars }).flatMap(([name, value]) => [
            "--var",
            `${name}:${value}`,
          ]),
        ],
      }),
    remove: () => rmSync(directory, { recursive: true, force: true, maxRetries: 3 }),
  };
}
