import type { z } from "@hono/zod-openapi";
import {
  type ApprovalRuleRow,
  listApprovalRules,
  MAX_APPROVAL_RULES,
} from "../../../shared/db/queries/approval-rules.ts";
import { findConnection } from "../../../shared/db/queries/connections.ts";
import { Problem } from "../../../shared/errors.ts";
import type { Id } from "../../../shared/ids.ts";
import { findProvider } from "../../../shared/providers/registry.ts";
import type { Context } from "../../context.ts";
import { invalidField } from "../validation.ts";
import { conditionsOf, type createRuleSchema } from "./schema.ts";

type RuleFields = z.output<typeof createRuleSchema>;

/** @throws Problem `conflict` where the organization has as many rules as are read for a job */
export async function checkRoom(organizationId: Id<"organization">, { db }: Context): Promise<void> {
  const rules = await listApprovalRules(db, organizationId, { limit: MAX_APPROVAL_RULES, after: null });
  if (rules.length >= MAX_APPROVAL_RULES) {
    throw new Problem(
      "conflict",
      `An organization has at most ${MAX_APPROVAL_RULES} rules. Delete one first.`,
    );
  }
}

/**
 * The columns of a rule from its fields.
 * @throws Problem `validation_failed` naming a condition that can never hold, or a connection that cannot ask anybody
 */
export async function ruleColumns(
  organizationId: Id<"organization">,
  fields: RuleFields,
  { db }: Context,
): Promise<Omit<ApprovalRuleRow, "organizationId" | "id" | "createdAt" | "updatedAt">> {
  const { name, enabled, notify, approvers, expiresInSeconds, ...rest } = fields;
  const conditions = conditionsOf(rest);
  if (conditions.minAmount !== undefined && conditions.currency === undefined) {
    throw invalidField("currency", "is needed with `minAmount`");
  }
  if (conditions.provider !== undefined && findProvider(conditions.provider) === null) {
    throw invalidField("provider", "is no provider: GET /v1/providers lists them");
  }
  if (approvers !== null && notify === null) {
    throw invalidField("approvers", "are people who are asked: name where in `notify`");
  }
  const connection =
    notify === null
      ? null
      : await findConnection(db, organizationId, notify.connectionId as Id<"connection">);
  if (notify !== null && connection === null) {
    throw invalidField("notify.connectionId", "does not exist");
  }
  if (connection !== null && findProvider(connection.provider)?.approvals === undefined) {
    throw invalidField("notify.connectionId", "is of a provider that cannot ask for approvals");
  }
  return {
    name,
    enabled,
    conditions,
    notifier: connection?.provider ?? null,
    connectionId: connection?.id ?? null,
    channel: notify?.channel ?? null,
    approvers,
    expiresInSeconds,
  };
}
