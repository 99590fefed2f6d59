import { z } from "zod";
import { isMischiefName, type MischiefName, mischief } from "./mischief.ts";
import { findSender } from "./registry.ts";
import { type JsonObject, type Sender, TwinError } from "./sender.ts";

function whole(min: number, max: number) {
  const error = `must be a whole number from ${min} to ${max}`;
  return z.number({ error }).int({ error }).min(min, { error }).max(max, { error });
}

const wireSchema = z.strictObject({
  provider: z.string(),
  type: z.string(),
  to: z.url({ protocol: /^https?$/, error: "must be an http or https URL" }),
  secret: z.string().trim().min(1),
  count: whole(1, 100_000).default(1),
  /** Further sends of each webhook. */
  duplicate: whole(0, 100).default(0),
  /** Starts per second; absent: one after the other. */
  rate: z
    .number()
    .positive({ error: "must be above 0" })
    .max(1000, { error: "must be at most 1000" })
    .optional(),
  kilobytes: whole(1, 30_720).optional(),
  data: z.record(z.string(), z.unknown()).optional(),
  mischief: z
    .string()
    .refine(isMischiefName, { error: `must be one of ${Object.keys(mischief).join(", ")}` })
    .optional(),
});

/** What is to be sent, checked. */
export interface Order {
  readonly sender: Sender;
  readonly type: string;
  readonly url: string;
  readonly signingKey: string;
  readonly count: number;
  readonly duplicate: number;
  /** Starts per second; undefined: one after the other. */
  readonly rate: number | undefined;
  readonly kilobytes: number | undefined;
  readonly overrides: JsonObject | undefined;
  readonly mischief: MischiefName | undefined;
}

/** @throws TwinError naming every wrong field, or the providers and types there are */
export function parseOrder(input: unknown): Order {
  const parsed = wireSchema.safeParse(input);
  if (!parsed.success) {
    const issues = parsed.error.issues.map((issue) => `${issue.path.join(".") || "order"}: ${issue.message}`);
    throw new TwinError(issues.join("; "));
  }
  const { provider, type, to, secret, data, ...rest } = parsed.data;
  const sender = findSender(provider);
  // Made once here so that an unknown type or a wrong override is refused before anything is sent.
  sender.make(type, { now: 0, sequence: 0, overrides: data });
  return {
    sender,
    type,
    url: to,
    signingKey: secret,
    overrides: data,
    count: rest.count,
    duplicate: rest.duplicate,
    rate: rest.rate,
    kilobytes: rest.kilobytes,
    mischief: rest.mischief,
  };
}
