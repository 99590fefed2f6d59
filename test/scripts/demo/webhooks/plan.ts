import { createHash } from "node:crypto";
import type { MischiefName } from "../../../twin/mischief.ts";

/** One webhook to send. */
export interface PlannedWebhook {
  readonly provider: string;
  readonly type: string;
  /** Decides the ids in the payload: an original and its copies share it. */
  readonly sequence: number;
  /** What is done to it before it is sent; null: nothing, it is a good one. */
  readonly mischief: MischiefName | null;
}

/** One webhook of a sender with what is sent of it, in these forms. */
interface Row {
  readonly type: string;
  readonly forms: readonly (MischiefName | null)[];
}

const good = (type: string): Row => ({ type, forms: [null] });
const copied = (type: string, ...copies: ("repeat" | "retry")[]): Row => ({ type, forms: [null, ...copies] });
const spoiled = (type: string, mischief: MischiefName): Row => ({ type, forms: [mischief] });

const ROWS: Readonly<Record<string, readonly Row[]>> = {
  stripe: [
    copied("invoice.payment_failed", "repeat", "retry"),
    good("invoice.paid"),
    good("invoice.finalized"),
    good("customer.created"),
    good("payment_intent.succeeded"),
    spoiled("invoice.payment_failed", "large"),
    spoiled("invoice.paid", "forge"),
    spoiled("invoice.payment_failed", "stale"),
  ],
  github: [
    copied("push", "repeat"),
    good("push"),
    good("pull_request.opened"),
    good("issues.opened"),
    good("ping"),
    spoiled("issue_comment.created", "not-utf8"),
    spoiled("push", "forge"),
    spoiled("pull_request.closed", "reencode"),
  ],
  slack: [
    copied("app_mention", "retry"),
    good("message"),
    good("message"),
    good("block_actions"),
    good("slash_command"),
    spoiled("message", "tamper"),
    spoiled("app_mention", "stale"),
  ],
  twilio: [
    copied("message.delivered", "repeat", "retry"),
    good("message.sent"),
    good("message.failed"),
    good("message.undelivered"),
    good("message.received"),
    spoiled("message.delivered", "forge"),
  ],
  resend: [
    copied("email.delivered", "repeat", "retry"),
    good("email.sent"),
    good("email.bounced"),
    good("email.complained"),
    good("email.opened"),
    good("email.scheduled"),
    spoiled("email.sent", "stale"),
  ],
  sendgrid: [
    copied("batch", "repeat"),
    good("batch"),
    good("batch"),
    good("delivered"),
    spoiled("batch", "large"),
    spoiled("batch", "forge"),
  ],
  custom: [
    copied("order.created", "repeat", "retry"),
    good("order.created"),
    good("order.shipped"),
    good("form.submitted"),
    spoiled("form.submitted", "large"),
    spoiled("order.created", "tamper"),
    spoiled("order.shipped", "forge"),
  ],
};

export const PROVIDERS: readonly string[] = Object.keys(ROWS);

/** The demo's 60 webhooks in an order that the seed decides: copies come before and after their originals. */
export function planWebhooks(seed: number): readonly PlannedWebhook[] {
  const rows = Object.entries(ROWS).flatMap(([provider, own]) => own.map((row) => ({ provider, ...row })));
  const plan = rows.flatMap(({ provider, type, forms }, sequence) =>
    forms.map((mischief) => ({ provider, type, sequence, mischief })),
  );
  const rank = (planned: PlannedWebhook) =>
    createHash("sha256")
      .update(JSON.stringify([seed, planned]))
      .digest("hex");
  const ranked = plan.map((planned) => ({ planned, rank: rank(planned) }));
  return ranked.sort((a, b) => (a.rank < b.rank ? -1 : 1)).map(({ planned }) => planned);
}
