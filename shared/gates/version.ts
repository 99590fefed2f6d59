/** Worker and object may run different versions while a deployment rolls out, so every message says which it is. */
export const MESSAGE_VERSION = 1;

export interface Versioned {
  /** Raised when a field changes its meaning. */
  readonly v: typeof MESSAGE_VERSION;
}

/**
 * @param where names the call in the error
 * @throws RangeError for a version that this code does not know
 */
export function requireVersion({ v }: { readonly v: number }, where: string): void {
  if (v !== MESSAGE_VERSION) {
    throw new RangeError(`${where} knows version ${MESSAGE_VERSION} of its messages, not ${v}.`);
  }
}
