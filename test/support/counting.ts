/** A namespace of Durable Objects that counts the calls to them. */
export function counting<T extends object>(namespace: T, count: () => void): T {
  return new Proxy(namespace, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== "function") {
        return value;
      }
      if (name !== "get" && name !== "getByName") {
        return value.bind(target);
      }
      return (...ids: unknown[]) => {
        const stub = Reflect.apply(value, target, ids) as object;
        return new Proxy(stub, {
          get(object, method) {
            const member: unknown = Reflect.get(object, method);
            return typeof member === "function"
              ? (...values: unknown[]) => {
                  count();
                  return Reflect.apply(member, object, values) as unknown;
                }
              : member;
          },
        });
      };
    },
  });
}
