import { createLog, type Log } from "../../../shared/log.ts";

/** A Durable Object binding that counts the calls to its objects, over RPC or by `fetch`. */
export function counting<T extends object>(
  namespace: T,
): { readonly binding: T; readonly calls: () => number } {
  let calls = 0;
  const stub = (inner: object): object =>
    new Proxy(inner, {
      get(target, name) {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== "function") {
          return member;
        }
        return (...values: unknown[]): unknown => {
          calls += 1;
          return Reflect.apply(member, target, values);
        };
      },
    });
  const binding = new Proxy(namespace, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== "function") {
        return member;
      }
      return (...values: unknown[]): unknown => {
        const result: unknown = Reflect.apply(member, target, values);
        return name === "get" || name === "getByName" ? stub(result as object) : result;
      };
    },
  });
  return { binding, calls: () => calls };
}

/** Errors as the runtime marks them. */
export function failure(marks: { readonly retryable?: true; readonly overloaded?: true } = {}): Error {
  return Object.assign(new Error("The object is away."), marks);
}

/** A log that keeps its lines. */
export function recordedLog(): { readonly log: Log; readonly lines: Record<string, unknown>[] } {
  const lines: Record<string, unknown>[] = [];
  return { log: createLog({}, (line) => lines.push(JSON.parse(line) as Record<string, unknown>)), lines };
}
