import { createExecutionContext, env } from "cloudflare:test";
import { afterAll, describe, expect, it } from "vitest";
import { type Id, idFromEvent, newId } from "../../../shared/ids.ts";
import type { Effect } from "../../../shared/model/effect.ts";
import { UnparsedBody } from "../../../shared/providers/define.ts";
import { createContext } from "../../../workers/context.ts";
import type { Handled, PlannedRetrieval } from "../../../workers/events/handled.ts";
import { effectStatements } from "../../../workers/events/handlers/index.ts";
import { type Case, goodOf, inboundOf, webhookCases } from "../../contracts/suite.ts";

const TABLES = [
  "receipts",
  "records",
  "suppressions",
  "consents",
  "conversations",
  "conversation_messages",
  "jobs",
  "cursors",
];
const ORGANIZATION: Id<"organization"> = newId("organization", Date.now());
const { db } = createContext(env, createExecutionContext());

interface Work {
  readonly handled: Handled;
  readonly effects: readonly Effect[];
}

/** What the vendor's samples mean, each an event of its own. */
function worksOf({ id, webhook, vectors }: Case): readonly Work[] {
  return goodOf(vectors).flatMap((vector) => {
    try {
      return webhook.events(inboundOf(webhook, vector)).flatMap((event) => {
        const effects = webhook.effects?.(event) ?? [];
        const eventId = newId("event", vector.now);
        const occurredAt = event.time ?? vector.now;
        const source = { organizationId: ORGANIZATION, eventId, provider: id, occurredAt, now: vector.now };
        const handled = {
          ...source,
          retrieval: plannedOf(effects, { eventId, provider: id }),
          answering: null,
        };
        return effects.length === 0 ? [] : [{ handled, effects }];
      });
    } catch (error) {
      expect(error).toBeInstanceOf(UnparsedBody);
      return [];
    }
  });
}

/** The job for what changed, as it is planned where there is a connection to ask with. */
function plannedOf(
  effects: readonly Effect[],
  { eventId, provider }: Pick<Handled, "eventId" | "provider">,
): PlannedRetrieval | null {
  const change = effects.find(({ kind }) => kind === "retrieval");
  if (change?.kind !== "retrieval") {
    return null;
  }
  const { action, input, changes } = change;
  const connectionId: Id<"connection"> = newId("connection", 0);
  const list = { organizationId: ORGANIZATION, connectionId, action, subject: changes?.subject ?? "" };
  return {
    job: {
      id: idFromEvent("job", eventId),
      organizationId: ORGANIZATION,
      provider,
      action,
      input,
      connectionId,
      channel: null,
      address: null,
      category: null,
      metadata: { eventId },
      priority: "normal",
      status: "scheduled",
      maxAttempts: 5,
      sendAt: 0,
      dueAt: null,
      waiting: null,
      error: null,
      createdAt: 0,
      finishedAt: null,
    },
    begins: changes === undefined ? null : { list, position: { from: 0 } },
  };
}

async function apply({ handled, effects }: Work): Promise<void> {
  const statements = effects.flatMap((effect) => effectStatements(effect, handled, db));
  if (statements.length > 0) {
    await db.d1.batch(statements);
  }
}

/** All that effects have written. */
async function stored(): Promise<unknown[]> {
  const rows = await db.d1.batch(
    TABLES.map((table) => db.d1.prepare(`select * from ${table} where org_id = ?`).bind(ORGANIZATION)),
  );
  return rows.map(({ results }) => results);
}

afterAll(async () => {
  await db.d1.batch(
    TABLES.map((table) => db.d1.prepare(`delete from ${table} where org_id = ?`).bind(ORGANIZATION)),
  );
});

describe.each(
  webhookCases
    .map((provider) => ({ id: provider.id, works: worksOf(provider) }))
    .filter(({ works }) => works.length > 0),
)("the effects of $id's samples", ({ works }) => {
  it("are written, and are the same when any of the events is processed again", async () => {
    const before = await stored();
    for (const work of works) {
      await apply(work);
    }
    const after = await stored();
    if (works.some(({ effects }) => effects.some(({ kind }) => kind !== "approval.decided"))) {
      expect(after).not.toEqual(before);
    }
    for (const work of [...works, ...works.toReversed()]) {
      await apply(work);
    }
    expect(await stored()).toEqual(after);
  });
});
