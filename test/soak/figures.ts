import { eventIdAt, isId } from "../../shared/ids.ts";
import type { Effect } from "../scripts/demo/webhooks/expect.ts";
import type { Change, Row, SoakState } from "./orders.ts";
import type { Planned } from "./plan.ts";

/** One webhook as it was sent, with the answer that ended it. */
export interface Sent {
  readonly provider: string;
  readonly sequence: number;
  readonly kind: Planned["kind"];
  /** Events in its body; of a forgery none. */
  readonly items: number;
  readonly effects: readonly Effect[];
  /** The statuses after which it was sent again; 0: no answer came. */
  readonly failures: readonly number[];
  readonly status: number;
  /** The id that it was accepted under. */
  readonly id: string | null;
}

export interface Figures {
  readonly sent: readonly Sent[];
  readonly rows: readonly Row[];
  readonly effects: readonly Effect[];
  readonly changes: readonly Change[];
  /** Refused requests as the endpoints count them. */
  readonly refused: number;
  readonly injected: Pick<SoakState, "troubles" | "refusals" | "lostAnswers" | "aborts" | "exposed">;
  readonly restarts: number;
}

export const RESTARTS = 3;

export const isAccepted = ({ status }: Sent): boolean => status >= 200 && status < 300;
/** The ids of the events of a webhook that was accepted. */
export function idsOf({ id, items }: Sent): readonly string[] {
  return id !== null && isId("event", id)
    ? Array.from({ length: items }, (_, item) => eventIdAt(id, item))
    : [];
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
