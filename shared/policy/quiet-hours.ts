import { DAY_MS, MINUTE_MS } from "../clock.ts";
import type { Channel } from "../model/channel.ts";
import type { QuietHours } from "../model/organization.ts";
import { phoneCountry } from "../model/phone.ts";

const MINUTES_A_DAY = 1_440;
/** Zones change their offset a few times a year; two steps a zone and day are more than enough. */
const MAX_STEPS = 200;

const formats = new Map<string, Intl.DateTimeFormat>();

/**
 * When marketing may be sent again, ms since the epoch; null where it may be now. Of several zones in which the person
 * may be, all must be awake; where they never are at once, the first alone decides.
 * @param zones IANA names; the first is the likeliest
 */
export function quietUntil(hours: QuietHours, zones: readonly string[], now: number): number | null {
  let at = now;
  for (let step = 0; step < MAX_STEPS && at - now <= 2 * DAY_MS; step += 1) {
    const start = at;
    const wait = Math.max(0, ...zones.map((zone) => minutesLeft(hours, minuteOf(zone, start))));
    if (wait === 0) {
      return at === now ? null : at;
    }
    at = Math.floor(at / MINUTE_MS) * MINUTE_MS + wait * MINUTE_MS;
  }
  const [first] = zones;
  return zones.length > 1 && first !== undefined ? quietUntil(hours, [first], now) : null;
}

/** Minutes until the quiet hours are over; 0 outside them. They may span midnight. */
function minutesLeft({ start, end }: QuietHours, minute: number): number {
  const from = minuteOfDay(start);
  const until = minuteOfDay(end);
  const length = (until - from + MINUTES_A_DAY) % MINUTES_A_DAY;
  const passed = (minute - from + MINUTES_A_DAY) % MINUTES_A_DAY;
  return passed < length ? length - passed : 0;
}

function minuteOfDay(clockTime: string): number {
  const [hours = 0, minutes = 0] = clockTime.split(":").map(Number);
  return hours * 60 + minutes;
}

function minuteOf(zone: string, at: number): number {
  const format =
    formats.get(zone) ??
    new Intl.DateTimeFormat("en-GB", {
      timeZone: zone,
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    });
  formats.set(zone, format);
  return minuteOfDay(format.format(at));
}

/** The zones of a country by CLDR; none where it is unknown. @param country ISO 3166-1 alpha-2 */
function zonesOf(country: string): readonly string[] {
  // in the engine, and not yet in TypeScript's library
  const locale: Intl.Locale & { readonly getTimeZones?: () => readonly string[] } = new Intl.Locale(
    `und-${country}`,
  );
  return locale.getTimeZones?.() ?? [];
}

/** Whom a marketing message is for, as far as it tells when they sleep. */
interface Recipient {
  readonly channel: Channel;
  /** Normalised. */
  readonly address: string;
  /** What is known of them, IANA. */
  readonly timezone: string | null;
}

/** An organization's rule. */
interface QuietRule {
  readonly quietHours: QuietHours | null;
  /** Its own zone, for recipients of whom no zone is known. */
  readonly timezone: string;
}

/** Until when a marketing message waits for its recipient's quiet hours to end, ms since the epoch; null: it does not. */
export function quietHold({ quietHours, timezone }: QuietRule, to: Recipient, now: number): number | null {
  return quietHours === null ? null : quietUntil(quietHours, zonesFor(to, timezone), now);
}

/** The zones in which a person may be: their own, else those of their number's country, else `fallback`. */
function zonesFor({ channel, address, timezone }: Recipient, fallback: string): readonly string[] {
  if (timezone !== null) {
    return [timezone];
  }
  const country = channel === "sms" || channel === "whatsapp" ? phoneCountry(address) : null;
  const candidates = country === null ? [] : zonesOf(country);
  return candidates.length === 0 ? [fallback] : candidates;
}
