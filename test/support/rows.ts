import { createDatabase } from "../../shared/db/client.ts";
import { receiveStatements } from "../../shared/db/queries/conversation-store.ts";
import { openIncident } from "../../shared/db/queries/incidents.ts";
import { askReviewStatement } from "../../shared/db/queries/opt-out-reviews.ts";
import { upsertRecords } from "../../shared/db/queries/records.ts";
import { followAppointments } from "../../shared/db/queries/reminders.ts";
import { type Id, newId } from "../../shared/ids.ts";
import type { TestPlatform } from "./platform.ts";

/** Rows that no call of the API makes. */

/** A conversation in which somebody just wrote. */
export async function makeConversation(
  platform: TestPlatform,
  organizationId: string,
  contactAddress = `${crypto.randomUUID()}@example.com`,
): Promise<string> {
  const now = Date.now();
  const id = newId("conversation", now);
  await platform.env.DB.batch(
    receiveStatements(createDatabase(platform.env.DB), {
      organizationId: organizationId as Id<"organization">,
      eventId: newId("event", now),
      provider: "resend",
      occurredAt: now,
      channel: "email",
      ownAddress: "help@example.com",
      contactAddress,
      externalId: crypto.randomUUID(),
      keyword: null,
      subject: "Hello",
      text: "Is anybody there?",
      textStatus: null,
      jobId: null,
      mediaUrls: [],
      inReplyTo: null,
      conversationId: id,
      id: newId("message", now),
    }),
  );
  return id;
}

/** An appointment of tomorrow, with its turns by the rules that there are. */
export async function makeAppointment(platform: TestPlatform, organization: string): Promise<void> {
  const db = createDatabase(platform.env.DB);
  const organizationId = organization as Id<"organization">;
  const now = Date.now();
  const appointment = { provider: "cal-com", externalId: crypto.randomUUID() };
  const fields = { startsAt: now + 86_400_000, endsAt: now + 90_000_000, attendeeEmail: "ann@example.com" };
  await platform.env.DB.batch([
    ...upsertRecords(db, [
      {
        organizationId,
        ...appointment,
        kind: "appointment",
        status: "booked",
        fields: {
          title: "Coaching",
          timeZone: null,
          attendeeName: null,
          attendeePhone: null,
          location: null,
          rescheduledFrom: null,
          cancelReason: null,
          ...fields,
        },
        eventId: newId("event", now),
        occurredAt: now,
      },
    ]),
    followAppointments(db, {
      organizationId,
      provider: appointment.provider,
      externalIds: [appointment.externalId],
      now,
    }),
  ]);
}

export async function makeIncident(platform: TestPlatform, organizationId: string): Promise<string> {
  const db = createDatabase(platform.env.DB);
  const subject = newId("endpoint", Date.now());
  const trouble = { kind: "endpoint_silent", subject, message: "Nothing came." } as const;
  await openIncident(db, { organizationId: organizationId as Id<"organization">, ...trouble }, Date.now());
  const row = await platform.env.DB.prepare("select id from incidents where subject = ?")
    .bind(subject)
    .first<{ id: string }>();
  return row?.id ?? "";
}

/** Words of somebody's that somebody else has to read. */
export async function makeReview(platform: TestPlatform, organizationId: string): Promise<string> {
  const at = Date.now();
  const id = newId("optOutReview", at);
  const address = `+1415${String(at).slice(-7)}`;
  const words = {
    channel: "sms",
    address: `${address}${id.slice(-3)}`,
    text: "Please cancel my booking",
    at,
  } as const;
  const row = { organizationId: organizationId as Id<"organization">, id, ...words };
  await askReviewStatement(createDatabase(platform.env.DB), row).run();
  return id;
}
