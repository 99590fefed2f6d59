import { describe, expect, it } from "vitest";
import { recordOutcomes } from "../../../shared/flow/breaker-outcomes.ts";
import { DEFAULT_BREAKER, NEW_BREAKER, type Outcome } from "../../../shared/flow/breaker-state.ts";
import { NEW_SCOPE, weighByAccount } from "../../../shared/flow/provider-scope.ts";
import { times } from "./breaker-harness.ts";
import { seededRandom } from "./simulation.ts";

const T0 = 1_700_000_000_000;

/** A provider's breaker that hears of its accounts' calls. */
function provider() {
  let scope = NEW_SCOPE;
  let breaker = NEW_BREAKER;
  return {
    report(account: string, outcomes: readonly Outcome[], atMs: number, succeeded: readonly string[] = []) {
      const weighed = weighByAccount(scope, { account, outcomes, succeeded }, T0 + atMs);
      scope = weighed.scope;
      const { generation } = breaker;
      const told = { generation, leaseId: "", unused: 0, providerWaitMs: null, settings: DEFAULT_BREAKER };
      const input = { ...told, outcomes: weighed.outcomes };
      breaker = recordOutcomes(breaker, input, T0 + atMs, () => 0.5).state;
      return weighed.outcomes;
    },
    phase: () => breaker.phase.name,
    scope: () => scope,
  };
}

describe("the provider's breaker", () => {
  it("stays closed while one account alone fails, however often, and whoever else succeeds", () => {
    for (let seed = 0; seed < 50; seed += 1) {
      const { report, phase } = provider();
      const random = seededRandom(seed);
      const others = Math.floor(random() * 5);
      for (let call = 0; call < 200; call += 1) {
        const other = Math.floor(random() * (others + 1));
        report(
          other === 0 ? "failing" : `healthy${other}`,
          [other === 0 ? "failure" : "success"],
          call * 300,
        );
      }
      expect(phase()).toBe("closed");
    }
  });

  it("opens after five failures in a row of two accounts where no more are active", () => {
    const { report, phase } = provider();
    report("a", times(4, "failure"), 0);
    expect(phase()).toBe("closed");
    report("b", ["failure"], 100);
    expect(phase()).toBe("open");
  });

  it("opens where more than two are active only when three of them fail", () => {
    const { report, phase } = provider();
    report("c", ["success"], 0);
    report("a", times(5, "failure"), 1);
    report("b", times(5, "failure"), 2);
    expect(phase()).toBe("closed");
    report("c", ["failure"], 3);
    expect(phase()).toBe("open");
  });

  it("counts no account as failing that has succeeded since, by its own report or among saved successes", () => {
    const { report, phase } = provider();
    for (const account of ["a", "b", "c"]) {
      report(account, ["failure", "success"], 0);
    }
    report("d", times(10, "failure"), 1);
    report("a", ["failure"], 2);
    expect(phase()).toBe("closed");
    report("e", ["failure"], 3, ["a", "d"]);
    expect(phase()).toBe("closed");
  });

  it("opens when half of the calls of many accounts fail, successes between them or not", () => {
    const { report, phase } = provider();
    for (let round = 0; round < 12 && phase() === "closed"; round += 1) {
      for (const account of ["a", "b", "c", "d"]) {
        report(account, ["success"], round * 100);
      }
      for (const account of ["a", "b", "c", "d", "a", "b"]) {
        report(account, ["failure"], round * 100 + 50);
      }
    }
    expect(phase()).toBe("open");
  });

  it("forgets accounts after a minute, and what it withheld with them", () => {
    const { report, phase } = provider();
    report("a", times(5, "failure"), 0);
    expect(report("b", ["failure"], 60_000)).toEqual(["neutral"]);
    expect(phase()).toBe("closed");
  });

  it("passes on what speaks neither for nor against the provider, and marks nobody for it", () => {
    const { report, scope } = provider();
    expect(report("a", ["neutral", "throttle", "auth"], 0)).toEqual(["neutral", "throttle", "auth"]);
    expect(scope().accounts).toEqual([]);
  });

  it("remembers fifty accounts at most", () => {
    const { report, scope } = provider();
    for (let index = 0; index < 200; index += 1) {
      report(`account${index}`, ["success"], index);
    }
    expect(scope().accounts).toHaveLength(50);
  });
});
