/** Maps items by an asynchronous step, at most `width` at once; the results are in the order of the items. */
export async function inLanes<T, R>(
  items: readonly T[],
  width: number,
  step: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const entries = items.entries();
  // the lanes share one iterator, so each takes the next item when it is free
  const lane = async () => {
    for (const [index, item] of entries) {
      results[index] = await step(item);
    }
  };
  await Promise.all(Array.from({ length: width }, lane));
  return results;
}
