/** Calls that are under way: while there are any, simulated time stands still. */
export interface Activity {
  pending: number;
}

/** Methods that answer an object to go on with, of D1 and of namespaces of Durable Objects; all others answer promises. */
const HANDLES = new Set(["prepare", "bind", "get", "getByName", "idFromName", "idFromString", "newUniqueId"]);

const originals = new WeakMap<object, object>();

function original(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(original);
  }
  return typeof value === "object" && value !== null ? (originals.get(value) ?? value) : value;
}

/** A binding whose asynchronous calls are counted while they last. */
export function tracked<T extends object>(inner: T, activity: Activity): T {
  const proxy = new Proxy(inner, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== "function") {
        return value;
      }
      return (...values: unknown[]) => {
        const answer: unknown = Reflect.apply(value, target, values.map(original));
        if (HANDLES.has(String(name))) {
          return typeof answer === "object" && answer !== null && !String(name).startsWith("id")
            ? tracked(answer, activity)
            : answer;
        }
        activity.pending += 1;
        return Promise.resolve(answer).finally(() => {
          activity.pending -= 1;
        });
      };
    },
  });
  originals.set(proxy, inner);
  return proxy;
}
