import type { DestinationRow } from "../db/queries/destinations.ts";
import { closeIncident, openIncident } from "../db/queries/incidents.ts";
import { newId } from "../ids.ts";
import { type Telling, tellNow } from "./tell-now.ts";

const TROUBLES = {
  destination_failing: {
    type: "causeway.destination.failing",
    message: (url: string) =>
      `Nothing but failures came from ${url} for two and a half days. After five it is switched off, and its events are held.`,
  },
  destination_disabled: {
    type: "causeway.destination.disabled",
    message: (url: string) =>
      `${url} is switched off. Its events are held: mend it, switch it on with PATCH, and fetch them with POST …/recover.`,
  },
} as const;

const KINDS = ["destination_failing", "destination_disabled"] as const satisfies (keyof typeof TROUBLES)[];

/** Closes the incidents of a destination that is switched on again, or that is no more. */
export async function endTroubles(
  { organizationId, id: subject }: Pick<DestinationRow, "organizationId" | "id">,
  { db, clock }: Pick<Telling, "db" | "clock">,
): Promise<void> {
  for (const kind of KINDS) {
    await closeIncident(db, { organizationId, kind, subject }, clock());
  }
}

/** What a person knows a destination by: its query may hold a token, and its user information does. */
function shownUrl(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}

/** Opens an incident for a destination, once, and tells the organization's other destinations. */
export async function warnOf(
  { organizationId, id, ...destination }: DestinationRow,
  kind: keyof typeof TROUBLES,
  telling: Telling,
): Promise<void> {
  const { type, message } = TROUBLES[kind];
  const now = telling.clock();
  const url = shownUrl(destination.url);
  telling.log.warn("deliveries.trouble", { destinationId: id, reason: kind });
  if (await openIncident(telling.db, { organizationId, kind, subject: id, message: message(url) }, now)) {
    const data = { destinationId: id, url };
    await tellNow([{ organizationId, id: newId("event", now), type, subject: id, data, at: now }], telling);
  }
}
