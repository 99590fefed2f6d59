import type { Refusal, VerificationStep, Verifier } from "./verifier.ts";

const steps: readonly VerificationStep[] = ["secret", "header", "timestamp", "signature"];

/**
 * Accepts what one of the verifiers accepts, tried in order: for senders with several versions, or several spellings
 * of a URL. Otherwise the refusal that came furthest, which is the one a person can act on.
 */
export function anyOf(first: Verifier, ...others: readonly Verifier[]): Verifier {
  return {
    async verify(request, now) {
      const verdict = await first.verify(request, now);
      if (verdict.ok) {
        return verdict;
      }
      let furthest: Refusal = verdict;
      for (const other of others) {
        const next = await other.verify(request, now);
        if (next.ok) {
          return next;
        }
        furthest = steps.indexOf(next.step) > steps.indexOf(furthest.step) ? next : furthest;
      }
      return furthest;
    },
  };
}
