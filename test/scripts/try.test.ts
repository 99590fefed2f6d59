import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { systemClock } from "../../shared/clock.ts";
import type { ProviderDefinition } from "../../shared/providers/define.ts";
import { findProvider, providers } from "../../shared/providers/registry.ts";
import type { NoTrial, Trial } from "../../shared/providers/trial.ts";
import { trials } from "../contracts/trials.ts";
import { refusedCredentials, twinCredentials } from "../twin/sampled/credentials.ts";
import { tryProvider } from "./try/core.ts";
import { fieldLines, readCredentials, TryError } from "./try/fields.ts";
import { runningStage, type TryStage, throwAwayStage } from "./try/stage.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let stage: TryStage;

beforeAll(async () => {
  stage = await throwAwayStage({ withTwin: true, output: () => undefined });
});

afterAll(async () => await stage.close());

const trialsById: ReadonlyMap<string, Trial | NoTrial> = new Map(Object.entries(trials));
const all: readonly ProviderDefinition[] = Object.values(providers);

async function tryAtTwin(provider: ProviderDefinition, credentials = twinCredentials(provider)) {
  return await tryProvider({
    provider,
    trial: trialsById.get(provider.id) ?? { none: "there is no trial" },
    credentials,
    api: stage.api,
    settings: stage.settings,
    clock: systemClock,
    reference: `try_${crypto.randomUUID().replaceAll("-", "")}`,
    confirm: async () => true,
  });
}

describe.concurrent.each(all)("trying $id at its stand-in", (provider) => {
  it("connects, reads the account, and leaves nothing of what it makes", async () => {
    const trial = trialsById.get(provider.id) ?? { none: "" };
    const tried = await tryAtTwin(provider);
    const makes =
      !("none" in trial) && (trial.needs ?? []).every((name) => name in twinCredentials(provider));
    expect(tried).toMatchObject({ kind: "connected", object: { kind: makes ? "removed" : "none" } });
    expect(stage.twin?.sampled.left(provider.id)).toEqual([]);
    const removed = tried.kind === "connected" && tried.object.kind === "removed" ? [tried.object.id] : [];
    expect(stage.twin?.sampled.removed(provider.id)).toEqual(removed);
    expect(makes).toBe(!("none" in trial));
  });

  const isProven = provider.connection !== undefined;
  it.runIf(isProven)("says so when the credentials are wrong", async () => {
    const wrong = refusedCredentials(provider, twinCredentials(provider));
    expect(await tryAtTwin(provider, wrong)).toMatchObject({
      kind: "refused",
      code: expect.stringMatching(/./),
    });
  });
});

it("on a platform that runs against a stand-in, the test object goes to the stand-in as well", () => {
  const origins = { "*": "http://127.0.0.1:9400" };
  const { settings } = runningStage("http://localhost:8787", "cw_key", JSON.stringify(origins));
  expect(settings.PROVIDER_ORIGINS).toEqual(origins);
  expect(() => runningStage("http://localhost:8787", "cw_key", "http://127.0.0.1:9400")).toThrow(TryError);
});

it("leaves no connection on the platform", async () => {
  expect(await stage.api.list("/v1/connections", z.unknown())).toEqual([]);
});

describe("a provider's fields", () => {
  const twilio = findProvider("twilio") ?? all[0];
  const crm = findProvider("crm") ?? all[0];

  it("are read from the environment, and nobody is asked when that is enough", async () => {
    const env = { TWILIO_ACCOUNT_SID: " AC1 ", TWILIO_AUTH_TOKEN: "secret" };
    const ask = vi.fn(async () => "");
    expect(twilio && (await readCredentials(twilio, { env, ask }))).toEqual({
      accountSid: "AC1",
      authToken: "secret",
    });
    expect(ask).not.toHaveBeenCalled();
  });

  it("are asked for where they are missing", async () => {
    const env = { CRM_BASE_URL: "https://crm.example.com" };
    const ask = async ({ name }: { readonly name: string }) => (name === "token" ? "t-1" : "");
    expect(crm && (await readCredentials(crm, { env, ask }))).toEqual({
      baseUrl: "https://crm.example.com",
      token: "t-1",
    });
  });

  it("that are missing are named with their variables, never with a value", async () => {
    const env = { CRM_TOKEN: "the-secret" };
    const refusal = await (crm && readCredentials(crm, { env, ask: null }))?.catch((cause: unknown) => cause);
    expect(refusal).toBeInstanceOf(TryError);
    expect(String(refusal)).toContain("CRM_BASE_URL");
    expect(String(refusal)).not.toContain("the-secret");
    expect(crm && fieldLines(crm).join("\n")).toContain("CRM_USERNAME + CRM_PASSWORD");
  });
});
