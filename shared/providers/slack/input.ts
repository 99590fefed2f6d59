import { z } from "zod";

export const messageChannel = z.string().min(1).max(255).describe("The id of the channel.");

/** A message's id. */
export const messageTs = z
  .string()
  .regex(/^\d{1,12}\.\d{6}$/, "must be a message's ts, e.g. 1503435956.000247");

export const messageText = z
  .string()
  .min(1)
  .max(40_000)
  .describe("Also shown in notifications, and wherever blocks cannot be.");

/** https://docs.slack.dev/reference/block-kit/blocks */
export const messageBlocks = z
  .array(z.looseObject({ type: z.string().min(1) }))
  .min(1)
  .max(50);

export const userId = z.string().regex(/^[UW][A-Z0-9]{1,254}$/, "must be a person's id, U… or W…");

/** Twice is as good as once. */
export const repeatable = { idempotency: "key", onUncertain: "resend" } as const;
