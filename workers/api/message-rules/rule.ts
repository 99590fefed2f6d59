import type { z } from "@hono/zod-openapi";
import { findConnection } from "../../../shared/db/queries/connections.ts";
import {
  listMessageRules,
  MAX_MESSAGE_RULES,
  type MessageRuleRow,
} from "../../../shared/db/queries/message-rules.ts";
import { Problem } from "../../../shared/errors.ts";
import type { Id } from "../../../shared/ids.ts";
import type { Channel } from "../../../shared/model/channel.ts";
import { PERSONAL } from "../../../shared/model/person.ts";
import { findTemplate, type UsableTemplate } from "../../../shared/outbox/templates.ts";
import { findProvider } from "../../../shared/providers/registry.ts";
import { READER_LINKS } from "../../../shared/templates/reader-links.ts";
import type { Context } from "../../context.ts";
import { invalidField } from "../validation.ts";
import type { createRuleSchema } from "./schema.ts";

type RuleFields = z.output<typeof createRuleSchema>;

/** @throws Problem `conflict` where the organization has as many rules as are read for an event */
export async function checkRoom(organizationId: Id<"organization">, { db }: Context): Promise<void> {
  const rules = await listMessageRules(db, organizationId, { limit: MAX_MESSAGE_RULES, after: null });
  if (rules.length >= MAX_MESSAGE_RULES) {
    throw new Problem(
      "conflict",
      `An organization has at most ${MAX_MESSAGE_RULES} message rules. Delete one first.`,
    );
  }
}

/**
 * The columns of a rule from its fields.
 * @throws Problem `validation_failed` naming what the rule could never send, or never be asked to
 */
export async function ruleColumns(
  organizationId: Id<"organization">,
  fields: RuleFields,
  { db }: Context,
): Promise<Omit<MessageRuleRow, "organizationId" | "id" | "createdAt" | "updatedAt">> {
  const { name, enabled, on, match, data, connectionId } = fields;
  const template = await findTemplate(db, organizationId, { reference: fields.template });
  if (template === null) {
    throw invalidField("template", "is no template: GET /v1/templates lists them");
  }
  const channel = channelOf(fields, template);
  checkVariables(template, data);
  await checkConnection(organizationId, { connectionId, channel }, db);
  return {
    name,
    enabled,
    on,
    match,
    template: fields.template,
    data,
    channel,
    connectionId: connectionId as Id<"connection"> | null,
  };
}

/** Over which channel the rule sends, which is its template's. */
function channelOf({ on, match, channel }: RuleFields, template: UsableTemplate): Channel {
  switch (on) {
    case "message.received": {
      if (channel !== null) {
        throw invalidField("channel", "is for `user.created`: a message is answered over its own channel");
      }
      return sameChannel(match?.channel ?? template.channel, template);
    }
    case "user.created": {
      if (match !== null) {
        throw invalidField("match", "is for `message.received`");
      }
      const wanted = channel ?? "email";
      if (!PERSONAL.has(wanted)) {
        throw invalidField("channel", `must be one of ${[...PERSONAL].join(", ")}: a new user has no other`);
      }
      return sameChannel(wanted, template);
    }
  }
}

function sameChannel(channel: Channel, template: UsableTemplate): Channel {
  if (template.channel !== channel) {
    throw invalidField("template", `is a template for ${template.channel}, not for ${channel}`);
  }
  return channel;
}

/** What a template prints that neither the event nor the organization's defaults tell. */
function checkVariables({ requiredVariables }: UsableTemplate, data: RuleFields["data"]): void {
  const known = new Set(["contact", "message", "organization", ...Object.keys({ ...READER_LINKS, ...data })]);
  const missing = requiredVariables.filter((variable) => !known.has(variable.split(".")[0] ?? ""));
  if (missing.length > 0) {
    throw invalidField("data", `lacks what the template needs: ${missing.join(", ")}`);
  }
}

async function checkConnection(
  organizationId: Id<"organization">,
  { connectionId, channel }: { readonly connectionId: string | null; readonly channel: Channel },
  db: Context["db"],
): Promise<void> {
  if (connectionId === null) {
    return;
  }
  const connection = await findConnection(db, organizationId, connectionId as Id<"connection">);
  if (connection === null) {
    throw invalidField("connectionId", "does not exist");
  }
  if (findProvider(connection.provider)?.channels?.[channel] === undefined) {
    throw invalidField("connectionId", `is of a provider that does not carry ${channel}`);
  }
}
