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
  /** Asks for the words of the message that the event tells of; null where it has them, or nobody can ask. */
  readonly retrieval: NewJob | null;
}
