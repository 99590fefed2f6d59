import { describe, expect, it } from "vitest";
import { createAccountGates } from "../../../shared/gates/account-gates.ts";
import { failure, recordedLog } from "./objects.ts";

type Method = (message: Record<string, unknown>) => Promise<unknown>;

/** Gates whose objects do as they are told; keeps who was asked. */
function gatesOf(object: Readonly<Record<string, Method>>) {
  const names: string[] = [];
  const namespace = {
    getByName(name: string): unknown {
      names.push(name);
      return object;
    },
  };
  const { log, lines } = recordedLog();
  return { gates: createAccountGates(namespace, log), names, lines };
}

const limits = { windows: [{ limit: 2, perSeconds: 1 }] };
const ask = { limits, count: 3, useWithinMs: 50, leaseTtlMs: 35_000, probeTtlMs: 35_000 };
const told = {
  leaseId: "l",
  generation: 0,
  limits,
  sentAfterMs: [0],
  unused: 0,
  outcomes: ["success"],
  throttledForMs: null,
  hints: [],
  providerWaitMs: null,
} as const;

describe("the gates of all accounts", () => {
  it("ask the one object of a provider's account, with the version of the message", async () => {
    const asked: unknown[] = [];
    const { gates, names } = gatesOf({
      acquire: async (message) => {
        asked.push(message);
        return { v: 1, permits: 3 };
      },
      release: async () => ({ v: 1, transitions: [] }),
    });
    expect(await gates.acquire("twilio", "AC1", ask)).toMatchObject({ permits: 3 });
    await gates.release("slack", "T1", "back");
    expect(names).toEqual(["twilio:AC1", "slack:T1"]);
    expect(asked).toEqual([{ ...ask, v: 1 }]);
  });

  it.each([
    ["throws", async () => Promise.reject(failure({ retryable: true }))],
    ["is overloaded", async () => Promise.reject(failure({ retryable: true, overloaded: true }))],
    ["answers in a version that is not known", async () => ({ v: 2, permits: 3 })],
  ])("grant nothing for two seconds when the object %s, ask once, and say so in the log", async (_, acquire) => {
    const { gates, names, lines } = gatesOf({ acquire });
    expect(await gates.acquire("twilio", "AC1", ask)).toEqual({
      leaseId: "",
      permits: 0,
      startAfterMs: [],
      promptMs: 0,
      generation: 0,
      limitedBy: "unavailable",
      waitMs: 2_000,
      deferredMs: [2_000, 2_000, 2_000],
      transitions: [],
    });
    expect(names).toHaveLength(1);
    expect(lines).toEqual([expect.objectContaining({ event: "gate.unavailable", provider: "twilio" })]);
  });

  it("tell a report once more, to a new stub, where the runtime says that this may help", async () => {
    let calls = 0;
    const { gates, names, lines } = gatesOf({
      report: async () => {
        calls += 1;
        return calls === 1 ? Promise.reject(failure({ retryable: true })) : { v: 1, transitions: [] };
      },
    });
    expect(await gates.report("twilio", "AC1", told)).toEqual([]);
    expect(names).toHaveLength(2);
    expect(lines).toEqual([]);
  });

  it.each([
    ["overloaded", failure({ retryable: true, overloaded: true }), 1],
    ["broken", failure(), 1],
    ["still away", failure({ retryable: true }), 2],
  ])("give a report up, without an error to the caller, when the object is %s", async (_, cause, tries) => {
    const { gates, names, lines } = gatesOf({ report: async () => Promise.reject(cause) });
    expect(await gates.report("twilio", "AC1", told)).toEqual([]);
    expect(names).toHaveLength(tries);
    expect(lines).toEqual([expect.objectContaining({ event: "gate.unavailable", step: "report" })]);
  });
});
