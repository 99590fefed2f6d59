import { z } from "zod";
import { type RunningTwin, startTwin } from "../../twin/server.ts";
import { type Api, createApi } from "../demo/api.ts";
import { createKey } from "../demo/stage.ts";
import { createThrowAway } from "../platform/throw-away.ts";
import { TryError } from "./fields.ts";

/** What a provider is tried on. */
export interface TryStage {
  readonly url: string;
  /** As an organization. */
  readonly api: Api;
  /** The stand-in, where it plays the providers. */
  readonly twin: RunningTwin | null;
  readonly settings: { readonly PROVIDER_ORIGINS: Readonly<Record<string, string>> };
  close(): Promise<void>;
}

const originsSchema = z.record(z.string(), z.url());

/**
 * A platform that runs already.
 * @param origins PROVIDER_ORIGINS as that platform has it, so that the test object goes where its calls go
 * @throws TryError where it is malformed
 */
export function runningStage(url: string, key: string, origins = "{}"): TryStage {
  return {
    url,
    api: createApi(url, key),
    twin: null,
    settings: { PROVIDER_ORIGINS: readOrigins(origins) },
    close: async () => undefined,
  };
}

function readOrigins(text: string): Readonly<Record<string, string>> {
  try {
    return originsSchema.parse(JSON.parse(text));
  } catch {
    throw new TryError(`PROVIDER_ORIGINS is malformed: as in '{"*":"http://127.0.0.1:9400"}'.`);
  }
}

export interface ThrowAwayOptions {
  readonly withTwin: boolean;
  /** Takes what the platform writes. */
  readonly output: (text: string) => void;
  readonly signal?: AbortSignal;
}

/**
 * A platform of its own, on which also deprecated providers may be connected.
 * @throws Error when a part of it does not start; then nothing of it is left
 */
export async function throwAwayStage({ withTwin, ...options }: ThrowAwayOptions): Promise<TryStage> {
  const cleanUps: (() => unknown)[] = [];
  const close = async () => {
    for (const cleanUp of cleanUps.splice(0).reverse()) {
      await cleanUp();
    }
  };
  try {
    const twin = withTwin ? await startTwin() : null;
    cleanUps.push(() => twin?.close());
    const throwAway = await createThrowAway();
    cleanUps.push(() => throwAway.remove());
    const origins: Readonly<Record<string, string>> = twin === null ? {} : { "*": twin.url };
    const vars = { PROVIDER_ORIGINS: JSON.stringify(origins), DEPRECATED_PROVIDERS: '["clearbit"]' };
    const platform = await throwAway.start({ ...options, vars });
    cleanUps.push(() => platform.stop());
    const key = await createKey(createApi(platform.url, throwAway.adminToken), "Try");
    const settings = { PROVIDER_ORIGINS: origins };
    return { url: platform.url, api: createApi(platform.url, key), twin, settings, close };
  } catch (cause) {
    await close();
    throw cause;
  }
}
