import { Problem } from "../errors.ts";

/** Our own fault: the sender is to try again, which providers do on a 5xx. */
export function unavailable(detail: string): Problem {
  return new Problem("unavailable", `${detail} Send it again.`, { headers: { "retry-after": "5" } });
}
