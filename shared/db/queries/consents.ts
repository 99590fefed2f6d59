import { type Id, newId } from "../../ids.ts";
import type { Channel } from "../../model/channel.ts";
import type { Database } from "../client.ts";
import { consents } from "../schema/consents.ts";
import { type ContactState, contactStates } from "./contact-states.ts";

export type ConsentRow = typeof consents.$inferSelect;

/** One address on one channel, as an organization knows it; the address is normalised. */
export interface ContactPoint {
  readonly organizationId: Id<"organization">;
  readonly channel: Channel;
  readonly address: string;
}

/** Appends to the ledger; nothing in it is ever changed. */
export async function insertConsent(db: Database, row: ConsentRow): Promise<void> {
  await db.orm.insert(consents).values(row);
}

/** What is known of addresses, in their order, by the statement that the outbox asks for its jobs' recipients. */
export async function contactKnowledge(
  db: Database,
  points: readonly ContactPoint[],
  now: number,
): Promise<ContactState[]> {
  const asked = points.map((point) => ({ id: newId("job", now), ...point }));
  const states = await contactStates(db, asked);
  return asked.map(({ id }) => states.get(id) ?? { suppression: null, consent: null });
}
