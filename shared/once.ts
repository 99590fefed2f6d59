/** Remembers what was made under a key: who asks again, also meanwhile, gets the same. */
export function oncePerKey<T>(): (key: string, make: () => Promise<T>) => Promise<T> {
  const known = new Map<string, Promise<T>>();
  return (key, make) => {
    const made = known.get(key) ?? make();
    known.set(key, made);
    return made;
  };
}
