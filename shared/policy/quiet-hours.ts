import { DAY_MS, MINUTE_MS } from "../clock.ts";
import { type Category, CHANNELS, type Channel } from "../model/channel.ts";
import type { QuietHours } from "../model/organization.ts";
import { phoneCountry } from "../model/phone.ts";

const MINUTES_A_DAY = 1_440;
/** Zones change their offset a few times a year; two steps a zone and day are more than enough. */
const MAX_STEPS = 200;

const formats = new Map<string, Intl.DateTimeFormat>();

/**
 * When messages may be sent again, ms since the epoch; null where it may be now. Of several zones in which the person
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

/** Whom a message is for, as far as it tells when they sleep, and whether it may wake them. */
interface Approach {
  readonly channel: Channel;
  /** null: a job that says nothing of it, which is not held. */
  readonly category: Category | null;
  readonly essential: boolean;
  /** Normalised. */
  readonly address: string;
  /** What is known of them, IANA. */
  readonly timezone: string | null;
  /** Under whose law they agreed, ISO 3166-1 alpha-2; null: nobody said. */
  readonly law: string | null;
}

/** An organization's rule. */
interface QuietRule {
  readonly quietHours: QuietHours | null;
  /** Its own zone, for recipients of whom no zone is known. */
  readonly timezone: string;
}

/** A mail wakes nobody. */
const HELD_CHANNELS: readonly Channel[] = CHANNELS.filter((channel) => channel !== "email");
const HELD_CATEGORIES: readonly Category[] = ["marketing"];

/**
 * Hours in which the law of a place lets nobody text marketing, for organizations without a rule of their own. US: 47 CFR
 * 64.1200(c)(1) says 21:00 to 08:00 where the recipient is; several states, which a number does not tell, 20:00 to 09:00.
 */
const LEGAL_HOURS: Readonly<Record<string, QuietHours>> = {
  US: { start: "20:00", end: "09:00", channels: ["sms"] },
};

/** Until when a message waits for its recipient's quiet hours to end, ms since the epoch; null: it does not. */
export function quietHold({ quietHours, timezone }: QuietRule, to: Approach, now: number): number | null {
  const hours = quietHours ?? LEGAL_HOURS[to.law ?? ""] ?? null;
  return hours !== null && isHeld(hours, to) ? quietUntil(hours, zonesFor(to, timezone), now) : null;
}

function isHeld({ channels, categories }: QuietHours, { channel, category, essential }: Approach): boolean {
  const mayWake = essential && category === "transactional";
  return (
    !mayWake &&
    category !== null &&
    (categories ?? HELD_CATEGORIES).includes(category) &&
    (channels ?? HELD_CHANNELS).includes(channel)
  );
}

/** The zones in which a person may be: their own, else those of their number's country, else `fallback`. */
function zonesFor({ channel, address, timezone }: Approach, fallback: string): readonly string[] {
  if (timezone !== null) {
    return [timezone];
  }
  const country = channel === "sms" || channel === "whatsapp" ? phoneCountry(address) : null;
  const candidates = country === null ? [] : zonesOf(country);
  return candidates.length === 0 ? [fallback] : candidates;
}
