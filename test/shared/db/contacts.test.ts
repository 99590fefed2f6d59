import { env } from "cloudflare:workers";
import { afterAll, describe, expect, it } from "vitest";
import { createDatabase } from "../../../shared/db/client.ts";
import { addIdentities, findContact, putContacts } from "../../../shared/db/queries/contacts.ts";
import { newId } from "../../../shared/ids.ts";
import { blankContact } from "../../../workers/api/contacts/schema.ts";
import { meteredDatabase, newMeter } from "../../bench/cost/meter.ts";

const OTHERS = 300;

afterAll(async () => {
  await env.DB.batch(["contacts", "contact_identities"].map((name) => env.DB.prepare(`delete from ${name}`)));
});

describe("a contact", () => {
  it("is found without reading other people's addresses, of its organization or of another", async () => {
    const now = Date.now();
    const own = newId("organization", now);
    const ids = Array.from({ length: OTHERS }, () => newId("contact", now));
    const rows = ids.map((id, index) =>
      blankContact(index % 2 === 0 ? own : newId("organization", now), id, now),
    );
    const db = createDatabase(env.DB);
    await env.DB.batch([
      ...putContacts(db, rows),
      ...addIdentities(
        db,
        rows.map(({ organizationId, id }, index) => ({
          organizationId,
          channel: "email",
          address: `person-${index}@example.com`,
          contactId: id,
        })),
      ),
    ]);
    const meter = newMeter();
    const [wanted] = rows;
    const found =
      wanted === undefined
        ? null
        : await findContact(createDatabase(meteredDatabase(env.DB, meter)), own, wanted.id);
    expect(found?.identities).toEqual([{ channel: "email", address: "person-0@example.com" }]);
    expect(meter.rowsRead).toBeLessThan(20);
  });
});
