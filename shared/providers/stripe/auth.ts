import { at } from "../../model/read.ts";
import type { ConnectionRules } from "../define.ts";
import { callStripe } from "./client.ts";

/** https://docs.stripe.com/api/balance/balance_retrieve */
export const connection: ConnectionRules = {
  validate: (call) => callStripe(call, (stripe, options) => stripe.balance.retrieve({}, options)),
  // the balance says whose it is only where a connected account was named
  account: (_, { credentials: { connectedAccountId } }) =>
    connectedAccountId === undefined ? null : { id: connectedAccountId, name: null },
  // a restricted key without the permission to read balances
  proves: ({ status, body }) => status === 403 && at(body, "error", "code") !== "account_invalid",
  accountKey: ({ connectedAccountId }) => connectedAccountId ?? null,
};
