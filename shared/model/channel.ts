import { z } from "zod";

export const CHANNELS = ["email", "sms", "whatsapp", "slack", "instagram"] as const;
export const channelSchema = z.enum(CHANNELS);
export type Channel = (typeof CHANNELS)[number];

/** Transactional needs no consent record; marketing does. Both obey suppressions. */
export const categorySchema = z.enum(["transactional", "marketing"]);
export type Category = z.infer<typeof categorySchema>;

/** How long a channel takes an answer: any for the `standard` time, one that a person writes perhaps for longer. */
export type ReplyWindow = "standard" | "human";
