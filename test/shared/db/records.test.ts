import { env } from "cloudflare:workers";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { createDatabase } from "../../../shared/db/client.ts";
import { listRecords, upsertRecords } from "../../../shared/db/queries/records.ts";
import { type Id, newId } from "../../../shared/ids.ts";
import type { RecordFields } from "../../../shared/model/record.ts";

const NOTHING: RecordFields["appointment"] = {
  title: null,
  startsAt: null,
  endsAt: null,
  timeZone: null,
  attendeeName: null,
  attendeeEmail: null,
  attendeePhone: null,
  location: null,
  rescheduledFrom: null,
  cancelReason: null,
};

const state = fc.record({
  occurredAt: fc.integer({ min: 1, max: 1_000 }),
  startsAt: fc.integer({ min: 1, max: 1_000_000 }),
  title: fc.option(fc.string({ minLength: 1 })),
  isPartial: fc.boolean(),
});

const states = fc
  .uniqueArray(state, { minLength: 1, maxLength: 6, selector: ({ occurredAt }) => occurredAt })
  .chain((list) =>
    fc.record({
      order: fc.shuffledSubarray(list, { minLength: list.length }),
      together: fc.integer({ min: 1, max: list.length }),
    }),
  );

afterAll(async () => {
  await env.DB.prepare("delete from records").run();
});

describe("the states of a record", () => {
  it("leave the newest, in whatever order and however many at a time they are stored, also twice", async () => {
    const db = createDatabase(env.DB);
    await fc.assert(
      fc.asyncProperty(states, async ({ order, together }) => {
        const organizationId: Id<"organization"> = newId("organization", Date.now());
        const rows = [...order, ...order].map(({ occurredAt, startsAt, title, isPartial }) => ({
          organizationId,
          kind: "appointment" as const,
          provider: "cal-com",
          externalId: "a1",
          status: isPartial ? "canceled" : "booked",
          fields: isPartial ? NOTHING : { ...NOTHING, startsAt, title },
          eventId: newId("event", occurredAt),
          occurredAt,
          isPartial,
        }));
        for (let start = 0; start < rows.length; start += together) {
          await env.DB.batch(upsertRecords(db, rows.slice(start, start + together)));
        }
        const [record] = await listRecords(db, organizationId, { limit: 2, before: null });
        const newest = rows.reduce((one, other) => (other.occurredAt > one.occurredAt ? other : one));
        expect(record).toMatchObject({ status: newest.status, occurredAt: newest.occurredAt });
        const known = rows.map(({ fields }) => JSON.stringify(fields));
        expect(known).toContain(JSON.stringify(record?.fields));
        if (!newest.isPartial) {
          expect(record?.fields).toEqual(newest.fields);
        }
      }),
      { numRuns: 40 },
    );
  });
});
