import type { ChangeList, Position } from "../../shared/db/queries/cursors.ts";
import type { NewJob } from "../../shared/db/queries/jobs.ts";
import type { Id } from "../../shared/ids.ts";

/** What the handlers of one event need to know of it. */
export interface Handled {
  readonly organizationId: Id<"organization">;
  readonly eventId: Id<"event">;
  readonly provider: string;
  /** By the provider's clock where it says, else when it was received; ms since the epoch. */
  readonly occurredAt: number;
  /** When it is handled, by the platform's clock; ms since the epoch. */
  readonly now: number;
  /** Asks for what the event lacks; null where it lacks nothing, nobody can ask, or it is being asked for. */
  readonly retrieval: PlannedRetrieval | null;
  /** The connection that answers a word of it, such as HELP; null where none wants an answer or none can. */
  readonly answering: Id<"connection"> | null;
}

/** What is known of an event before anything is planned for it. */
export type HandledSource = Omit<Handled, "retrieval" | "answering">;

/** A job that asks the provider for what an event lacks. */
export interface PlannedRetrieval {
  readonly job: NewJob;
  /** The list that it reads, of which it is noted from where, while it was never read. */
  readonly begins: { readonly list: ChangeList; readonly position: Position } | null;
}
