/** What a job waits when an object cannot be asked: an unpaced send is worse than a late one. */
export const UNREACHABLE_WAIT_MS = 2_000;

/** Whether the runtime says that the same call may be made once more; never of an overloaded object, which it would hurt. */
export function mayRepeat(cause: unknown): boolean {
  return isMarked(cause, "retryable") && !isMarked(cause, "overloaded");
}

function isMarked(cause: unknown, mark: string): boolean {
  return typeof cause === "object" && cause !== null && Reflect.get(cause, mark) === true;
}
