const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

const WEEKDAY = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)";
const LONG_WEEKDAY = "(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day";
const MONTH = `(?<month>${MONTHS.join("|")})`;
const TIME = "(?<hour>\\d{2}):(?<minute>\\d{2}):(?<second>\\d{2})";

/** The three forms of RFC 9110 section 5.6.7: IMF-fixdate, RFC 850, asctime. */
const FORMS = [
  new RegExp(`^${WEEKDAY}, (?<day>\\d{2}) ${MONTH} (?<year>\\d{4}) ${TIME} GMT$`),
  new RegExp(`^${LONG_WEEKDAY}, (?<day>\\d{2})-${MONTH}-(?<year>\\d{2}) ${TIME} GMT$`),
  new RegExp(`^${WEEKDAY} ${MONTH} (?<day>[ \\d]\\d) ${TIME} (?<year>\\d{4})$`),
];

/** RFC 9110 section 5.6.7: a two-digit year more than 50 years ahead is the latest past year with those digits. */
function fullYear(digits: string, now: number): number {
  const year = Number(digits);
  if (digits.length > 2) {
    return year;
  }
  const thisYear = new Date(now).getUTCFullYear();
  const candidate = thisYear - (thisYear % 100) + year;
  return candidate > thisYear + 50 ? candidate - 100 : candidate;
}

/**
 * Reads an HTTP date in any of its three forms; the name of the weekday is not compared with the date.
 * @param now ms since the epoch, for the century of a two-digit year
 * @returns ms since the epoch, or null for anything else
 */
export function parseHttpDate(value: string, now: number): number | null {
  for (const form of FORMS) {
    const { day = "", month = "", year = "", hour, minute, second } = form.exec(value)?.groups ?? {};
    if (year !== "") {
      const fields = [fullYear(year, now), MONTHS.indexOf(month), Number(day)] as const;
      const time = Date.UTC(...fields, Number(hour), Number(minute), Number(second));
      // 31 February and 25 o'clock roll over; a leap second, which is valid, does so too
      const rolledOver = Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60;
      return rolledOver || new Date(Date.UTC(...fields)).getUTCDate() !== fields[2] ? null : time;
    }
  }
  return null;
}
