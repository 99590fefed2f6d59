import { z } from "zod";
import { reachesAlike } from "./address.ts";
import { CHANNELS, channelSchema } from "./channel.ts";

const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "must be HH:MM");

/** Hours of the recipient's local day in which marketing is held. */
export const quietHoursSchema = z
  .strictObject({ start: clockTime, end: clockTime })
  // from 22:00 to 22:00 could mean the whole day or no minute of it
  .refine(({ start, end }) => start !== end, { error: "must differ from `start`", path: ["end"] });
export type QuietHours = z.infer<typeof quietHoursSchema>;

/** At most `max` marketing messages to one person, over all channels, in any `days` days on end. */
export const frequencyCapSchema = z.strictObject({
  max: z.int().min(1).max(100),
  days: z.int().min(1).max(30),
});
export type FrequencyCap = z.infer<typeof frequencyCapSchema>;

/** How long events and their bodies are kept unless the organization says otherwise, in days. */
export const DEFAULT_RETENTION_DAYS = 30;

/** Never below the time for which events are deduplicated. */
export const MIN_RETENTION_DAYS = 7;
export const MAX_RETENTION_DAYS = 3_650;

/** A zone of the IANA time zone database. */
export const timezoneSchema = z.string().refine(
  (zone) => {
    try {
      // Intl takes offsets too, which know no summer time
      return (
        /^[A-Za-z]/.test(zone) &&
        new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone !== ""
      );
    } catch {
      return false;
    }
  },
  { error: "must be an IANA time zone, e.g. Europe/Berlin" },
);

/** Where an OAuth flow may return to: https, or a loopback address for development. */
export const redirectUrlSchema = z
  .string()
  .max(2_000)
  .refine(
    (text) => {
      if (!URL.canParse(text)) {
        return false;
      }
      const { protocol, hostname, username, password, hash } = new URL(text);
      const local = protocol === "http:" && ["localhost", "127.0.0.1", "[::1]"].includes(hostname);
      return (protocol === "https:" || local) && username === "" && password === "" && hash === "";
    },
    { error: "must be an https URL without user info or fragment" },
  );

/** Another way to reach somebody, through the same channel or another one that goes to the same kind of address. */
const fallbackSchema = z.strictObject({
  connectionId: z
    .string()
    .max(60)
    .refine((text): text is `conn_${string}` => text.startsWith("conn_"), {
      error: "must be a connection's id",
    }),
  channel: channelSchema.optional(),
});

/** Per channel the ways that are taken, in order, when a message's connection surely did not act. */
export const channelFallbacksSchema = z
  .partialRecord(channelSchema, z.array(fallbackSchema).min(1).max(3))
  .superRefine((fallbacks, context) => {
    for (const listed of CHANNELS) {
      for (const [index, { channel = listed }] of (fallbacks[listed] ?? []).entries()) {
        if (!reachesAlike(listed, channel)) {
          const message = `goes to other addresses than ${listed}`;
          context.addIssue({ code: "custom", path: [listed, index, "channel"], message });
        }
      }
    }
  });
export type ChannelFallbacks = z.infer<typeof channelFallbacksSchema>;
