import { isJsonObject } from "../payload.ts";
import type { JsonObject } from "../sender.ts";
import type { Answer, Caller, KeyRules } from "./provider-api.ts";

const LIFETIME_MS = 86_400_000;

interface KeyUse {
  readonly provider: string;
  readonly path: string;
  readonly params: string;
  /** ms since the epoch */
  readonly since: number;
  /** null while it is in flight. */
  answer: Answer | null;
}

/** The idempotency keys that the providers remember. */
export interface KeyMemory {
  once(request: KeyedRequest, act: () => Promise<Answer>): Promise<Answer>;
  clear(provider?: string): void;
}

export interface KeyedRequest {
  readonly provider: string;
  readonly rules: KeyRules;
  readonly key: string;
  readonly account: Caller["account"];
  readonly path: string;
  readonly params: JsonObject;
  /** ms since the epoch */
  readonly now: number;
}

/** The same text for the same content, whatever the order of its members. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_name, member: unknown) =>
    isJsonObject(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}

export function createKeyMemory(): KeyMemory {
  const uses = new Map<string, KeyUse>();
  return {
    /** Acts for the first request of a key; every further one gets what the first one got, or is refused. */
    async once({ provider, rules, key, account, path, params, now }, act) {
      if (key.length < 1 || key.length > rules.maxLength) {
        return rules.malformed();
      }
      const scope = JSON.stringify([provider, account, key, rules.within === "endpoint" ? path : null]);
      const text = canonical(params);
      const earlier = uses.get(scope);
      if (earlier !== undefined && now - earlier.since < LIFETIME_MS) {
        if (earlier.path !== path || earlier.params !== text) {
          return rules.reused(key, earlier.path, path);
        }
        return earlier.answer === null
          ? rules.inUse(key)
          : { ...earlier.answer, headers: { ...earlier.answer.headers, ...rules.replayed } };
      }
      const use: KeyUse = { provider, path, params: text, since: now, answer: null };
      uses.set(scope, use);
      use.answer = await act();
      return use.answer;
    },
    clear(provider) {
      for (const [scope, use] of uses) {
        if (provider === undefined || use.provider === provider) {
          uses.delete(scope);
        }
      }
    },
  };
}
