import { z } from "zod";
import { compose } from "../compose.ts";
import { findApi, findSender } from "../registry.ts";
import { TwinError } from "../sender.ts";
import { type FaultKind, type FaultOrder, faultKinds } from "./faults.ts";
import type { RateLimit } from "./provider-api.ts";
import type { ReceiptOrder } from "./receipts.ts";

const DAY_MS = 86_400_000;

function whole(min: number, max: number) {
  const error = `must be a whole number from ${min} to ${max}`;
  return z.number({ error }).int({ error }).min(min, { error }).max(max, { error });
}

function positive(max: number) {
  const error = `must be above 0 and at most ${max}`;
  return z.number({ error }).positive({ error }).max(max, { error });
}

function isFaultKind(kind: string): kind is FaultKind {
  return Object.hasOwn(faultKinds, kind);
}

const faultSchema = z.strictObject({
  provider: z.string(),
  kind: z.string().refine(isFaultKind, { error: `must be one of ${Object.keys(faultKinds).join(", ")}` }),
  times: whole(1, 1_000_000).optional(),
  forMs: whole(1, DAY_MS).optional(),
  status: whole(500, 599).default(500),
  retryAfter: z.strictObject({ form: z.enum(["seconds", "date"]), seconds: whole(0, 86_400) }).nullish(),
  path: z.string().min(1).optional(),
  method: z.string().toUpperCase().optional(),
  delayMs: whole(1, DAY_MS).default(1000),
});

const limitSchema = z.strictObject({
  provider: z.string(),
  limit: whole(1, 1_000_000),
  perSeconds: positive(86_400).default(1),
});

const receiptSchema = z.strictObject({
  provider: z.string(),
  to: z.url({ protocol: /^https?$/, error: "must be an http or https URL" }),
  secret: z.string().trim().min(1),
  account: z.string().min(1).optional(),
  statuses: z.array(z.string()).min(1).optional(),
  delayMs: whole(0, DAY_MS).default(20),
});

function parse<T>(schema: z.ZodType<T>, input: unknown): T {
  const parsed = schema.safeParse(input);
  if (!parsed.success) {
    const issues = parsed.error.issues.map((issue) => `${issue.path.join(".") || "order"}: ${issue.message}`);
    throw new TwinError(issues.join("; "));
  }
  return parsed.data;
}

const DEFAULT_RETRY_AFTER = { form: "seconds", seconds: 1 } as const;

/** @throws TwinError naming every wrong field, or the providers there are */
export function parseFault(input: unknown): FaultOrder {
  const { provider, kind, times, forMs, status, retryAfter, path, method, delayMs } = parse(
    faultSchema,
    input,
  );
  findApi(provider);
  const usual = kind === "throttle" ? DEFAULT_RETRY_AFTER : null;
  const after = retryAfter === undefined ? usual : retryAfter;
  return { provider, kind, times, forMs, status, retryAfter: after, path, method, delayMs };
}

/** @throws TwinError naming every wrong field, or the providers there are */
export function parseLimit(input: unknown): RateLimit & { readonly provider: string } {
  const order = parse(limitSchema, input);
  findApi(order.provider);
  return order;
}

/** @throws TwinError naming every wrong field, the providers there are, or why the receipts could not be signed */
export async function parseReceipts(input: unknown): Promise<ReceiptOrder> {
  const { provider, to, secret, account, statuses, delayMs } = parse(receiptSchema, input);
  const { receipts } = findApi(provider);
  if (receipts === undefined) {
    throw new TwinError(`${provider} sends no receipts`);
  }
  const sender = findSender(provider);
  // Made once here, so that an unknown status or a wrong key is refused before anything is sent.
  for (const status of statuses ?? receipts.statuses({})) {
    await compose(sender, receipts.type(status), { url: to, signingKey: secret, now: 0, sequence: 0 });
  }
  return { provider, to, signingKey: secret, account, statuses, delayMs };
}
