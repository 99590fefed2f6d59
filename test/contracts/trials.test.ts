import { describe, expect, it } from "vitest";
import { readAnswer } from "../../shared/call/answer.ts";
import { classifyAnswer } from "../../shared/call/outcome.ts";
import { signParameters } from "../../shared/providers/cloudinary/sign.ts";
import type { ProviderDefinition } from "../../shared/providers/define.ts";
import { providers } from "../../shared/providers/registry.ts";
import type { Trial } from "../../shared/providers/trial.ts";
import { ANSWERED_AT, SAMPLE_REFERENCE } from "../../shared/providers/vectors.ts";
import { answerOf, comparable, recordingCall, secretsOf } from "./outbound.ts";
import { trials } from "./trials.ts";
import { vectorsByProvider } from "./vectors.ts";

const definitions = new Map(Object.entries<ProviderDefinition>(providers));
const vectors = new Map(Object.entries(vectorsByProvider));

const cases = Object.entries(trials).flatMap(([id, trial]) => {
  const provider = definitions.get(id);
  return provider === undefined || "none" in trial ? [] : [{ id, provider, trial }];
});

function connectionOf(id: string, { samples }: Trial) {
  return samples.connection ?? vectors.get(id)?.outbound?.connection ?? { credentials: {} };
}

describe.each(cases)("what is tried at $id", ({ id, provider, trial }) => {
  const { samples } = trial;
  const connection = connectionOf(id, trial);

  it("is made by the vendor's own request, under a name that says who made it", async () => {
    const { call, sent } = recordingCall(provider, connection, [samples.create.answer]);
    const answer = await readAnswer(await trial.create(call, ANSWERED_AT));
    expect(sent.map((one) => comparable(one, samples.create.request))).toEqual([samples.create.request]);
    expect(decodeURIComponent(sent.map(({ url, body }) => url + body).join())).toContain(SAMPLE_REFERENCE);
    expect(classifyAnswer(provider, null, answer, ANSWERED_AT).kind).toBe("ok");
    expect(trial.created(answer)).toBe(samples.id);
  });

  it("is taken away by the id that the answer named", async () => {
    const { call, sent } = recordingCall(provider, connection, [samples.remove.answer]);
    const answer = await readAnswer(await trial.remove(samples.id, call, ANSWERED_AT));
    expect(sent.map((one) => comparable(one, samples.remove.request))).toEqual([samples.remove.request]);
    expect(classifyAnswer(provider, null, answer, ANSWERED_AT).kind).toBe("ok");
  });

  it("is nothing where the answer names none, and no URL shows a secret", async () => {
    for (const body of ["<html>", {}, [], { ok: false, error: "x" }]) {
      expect(trial.created(answerOf({ status: 200, body }))).toBeNull();
    }
    const { call, sent } = recordingCall(provider, connection);
    await trial.create(call, ANSWERED_AT);
    await trial.remove("id/../?#", call, ANSWERED_AT);
    for (const secret of secretsOf(provider, connection)) {
      expect(sent.map(({ url }) => url).join()).not.toContain(secret);
    }
    expect(sent.map(({ url }) => url).join()).not.toContain("/../");
    expect(new URL(trial.docs).protocol).toBe("https:");
    const names = provider.auth.fields.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining([...(trial.needs ?? [])]));
  });
});

it("every provider without one says why", () => {
  for (const trial of Object.values(trials)) {
    expect("none" in trial ? trial.none : trial.what).toMatch(/^[a-z].{4,}[^.]$/);
  }
});

/** The vectors of Cloudinary's own package. */
it.each([
  [
    { timestamp: "1315060510", public_id: "sample_image", eager: "w_400,h_300,c_pad|w_260,h_200,c_crop" },
    "SHA-1",
    "bfd09f95f331f558cbd1320e67aa8d488770583e",
  ],
  [
    { timestamp: "1315060510", public_id: "sample_image", eager: "w_400,h_300,c_pad|w_260,h_200,c_crop" },
    "SHA-256",
    "cc927e1290f9e3ae4c1a741eda21a4630b4ce80f9ce0bc0296337d25cf40f91e",
  ],
  [
    { timestamp: "1315060510", public_id: "a&overwrite=true", file: "f", api_key: "k" },
    "SHA-1",
    "2f617766da0f8a89f2662f7ea1e7f86f5ad98877",
  ],
] as const)("signs an upload as Cloudinary does: %o, %s", async (parameters, algorithm, signature) => {
  expect(await signParameters(parameters, { apiSecret: "abcd", algorithm })).toBe(signature);
});
