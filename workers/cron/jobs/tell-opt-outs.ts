import { tellOptOuts } from "../../../shared/opt-outs/tell.ts";
import type { Context } from "../../context.ts";

/** Addresses per run: each costs a row to delete, and per provider that is told a row and a job. */
const BUDGET = 500;

/** Tells providers who opted out, or came back. */
export async function tellProviders(context: Context): Promise<number> {
  return await tellOptOuts(BUDGET, context);
}
