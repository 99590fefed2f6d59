const PARTS = ["year", "month", "day", "hour", "minute", "second"] as const;

/**
 * Ms since the epoch of a local date and time, as in ISO 8601 without an offset; null where it is none, or the zone is not
 * known here. A time that the zone leaves out in spring counts from the offset before the change.
 * @param zone IANA name
 */
export function zonedToMs(local: string, zone: string): number | null {
  const match = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}:\d{2})(\.\d{1,9})?)?$/.exec(local);
  const wall = match === null ? Number.NaN : Date.parse(`${match[1]}T${match[2] ?? "00:00:00"}Z`);
  const format = formatOf(zone);
  if (Number.isNaN(wall) || format === null) {
    return null;
  }
  // the offset at the first guess may be that of the other side of a change
  const guess = wall - offsetAt(wall, format);
  const ms = wall - offsetAt(guess, format);
  return ms >= 0 ? ms : null;
}

function formatOf(timeZone: string): Intl.DateTimeFormat | null {
  try {
    return new Intl.DateTimeFormat("en-US", {
      timeZone,
      calendar: "gregory",
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  } catch {
    return null;
  }
}

/** How much later the zone's clocks show than UTC's, in ms. */
function offsetAt(ms: number, format: Intl.DateTimeFormat): number {
  const shown = new Map(format.formatToParts(ms).map(({ type, value }) => [type, Number(value)]));
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = PARTS.map((part) =>
    shown.get(part),
  );
  return Date.UTC(year, month - 1, day, hour, minute, second) - ms;
}
