import { z } from "zod";
import { type RunningTwin, startTwin } from "../../twin/server.ts";
import type { Platform } from "../platform/start.ts";
import { createThrowAway } from "../platform/throw-away.ts";
import { type Api, createApi } from "./api.ts";

/** What the demo plays on: a platform of its own, the providers' stand-in, an organization with a key. */
export interface Stage {
  readonly platform: Platform;
  readonly twin: RunningTwin;
  readonly adminToken: string;
  readonly key: string;
  /** As the organization. */
  readonly api: Api;
  /** Ends both and removes the store. */
  close(): Promise<void>;
}

export interface StageOptions {
  /** Takes what the platform writes. */
  readonly output: (text: string) => void;
  readonly signal: AbortSignal;
}

/** @throws Error when a part of it does not start; then nothing of it is left */
export async function setStage({ output, signal }: StageOptions): Promise<Stage> {
  const cleanUps: (() => unknown)[] = [];
  const close = async () => {
    for (const cleanUp of cleanUps.splice(0).reverse()) {
      await cleanUp();
    }
  };
  try {
    const twin = await startTwin();
    cleanUps.push(() => twin.close());
    const throwAway = await createThrowAway();
    cleanUps.push(() => throwAway.remove());
    const { adminToken } = throwAway;
    const vars = { PROVIDER_ORIGINS: JSON.stringify({ "*": twin.url }) };
    const platform = await throwAway.start({ output, signal, vars });
    cleanUps.push(() => platform.stop());
    const key = await createKey(createApi(platform.url, adminToken), "Demo");
    return { platform, twin, adminToken, key, api: createApi(platform.url, key), close };
  } catch (cause) {
    await close();
    throw cause;
  }
}

/** A new organization's key, with every scope. */
export async function createKey(admin: Api, name: string): Promise<string> {
  const { id } = await admin.post("/v1/organizations", { name }, z.object({ id: z.string() }));
  const path = `/v1/organizations/${id}/keys`;
  const { key } = await admin.post(path, { name }, z.object({ key: z.string() }));
  return key;
}
