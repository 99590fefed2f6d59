import { giveWords } from "../../../shared/outbox/received-words.ts";
import type { Context } from "../../context.ts";

/** Messages per run: each costs three rows and, where somebody subscribes, a queue operation. */
const BUDGET = 200;

/** Ends the waiting of messages whose job ended without telling them: it was blocked, cancelled, or its sender died. */
export async function sweepWords(context: Context): Promise<number> {
  return await giveWords(BUDGET, context);
}
