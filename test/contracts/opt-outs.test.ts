import { describe, expect, it } from "vitest";
import { OPT_OUT_SCOPES } from "../../shared/model/opt-out.ts";
import { ANSWERED_AT } from "../../shared/providers/vectors.ts";
import { outboundCases } from "./outbound.ts";

const cases = outboundCases.filter(
  ({ provider, vectors }) => provider.optOuts !== undefined || vectors.optOuts !== undefined,
);

describe.each(cases)("the opt-outs of $id", ({ provider, vectors }) => {
  const samples = vectors.optOuts ?? [];

  it("have a sample of every scope that is told", () => {
    const told = Object.entries(provider.optOuts ?? {}).flatMap(([channel, rule]) =>
      OPT_OUT_SCOPES.filter((scope) => rule[scope] !== undefined).map((scope) => `${channel} ${scope}`),
    );
    const sampled = samples.filter(({ tell }) => tell !== null);
    expect([...new Set(sampled.map(({ channel, scope }) => `${channel} ${scope}`))].sort()).toEqual(
      told.sort(),
    );
  });

  it.each(samples)("are told, and taken back, as the sample says: $channel $scope $config", (sample) => {
    const { channel, scope, address, config = {}, tell, takeBack } = sample;
    const telling = provider.optOuts?.[channel]?.[scope];
    const told = { address, config };
    const calls = [telling?.tell(told) ?? null, telling?.takeBack?.({ ...told, since: ANSWERED_AT }) ?? null];
    expect(calls).toEqual([tell, takeBack]);
    for (const call of calls.filter((one) => one !== null)) {
      expect(provider.actions?.[call.action]?.input.safeParse(call.input).error).toBeUndefined();
    }
  });
});
