import type { Amount, ApprovalConditions } from "../model/approval.ts";
import type { Category, Channel } from "../model/channel.ts";

/** What rules may ask about a job. */
export interface ApprovalFacts {
  readonly provider: string;
  readonly channel: Channel | null;
  readonly category: Category | null;
  /** Jobs made together with it, itself included. */
  readonly batchSize: number;
  /** null: the action moves no money. */
  readonly amount: Amount | null;
  /** Its sender wants it approved. */
  readonly isFlagged: boolean;
}

/** The first rule, in the rules' order, that a job meets by any of the ways that it may take; null where none does. */
export function matchRule<R extends { readonly conditions: ApprovalConditions }>(
  rules: readonly R[],
  ...ways: readonly ApprovalFacts[]
): R | null {
  return rules.find(({ conditions }) => ways.some((facts) => meets(conditions, facts))) ?? null;
}

function meets(conditions: ApprovalConditions, facts: ApprovalFacts): boolean {
  const { provider, channel, category, minBatchSize, minAmount, currency, flagged } = conditions;
  const { amount } = facts;
  return (
    (provider === undefined || provider === facts.provider) &&
    (channel === undefined || channel === facts.channel) &&
    (category === undefined || category === facts.category) &&
    (minBatchSize === undefined || facts.batchSize >= minBatchSize) &&
    (minAmount === undefined || (amount !== null && amount.minorUnits >= minAmount)) &&
    (currency === undefined || amount?.currency === currency) &&
    (flagged !== true || facts.isFlagged)
  );
}
