/** What a provider charged for a message. */
export interface MessageCost {
  /** The provider's id of the message. */
  readonly externalId: string;
  /** Millionths of the currency. */
  readonly micros: number;
  /** ISO 4217 */
  readonly currency: string;
  /** When it was sent, in UTC, as `YYYY-MM-DD`. */
  readonly day: string;
}

/** By which rate a provider charges a message whose amount it does not name; in its own words. */
export interface MessageRate {
  /** e.g. `marketing` */
  readonly category: string;
  /** e.g. `regular` */
  readonly type: string;
}

const DECIMAL = /^(-?)(\d{1,9})(?:\.(\d{1,20}))?$/;
const CURRENCY = /^[A-Za-z]{3}$/;

/** Millionths, from a decimal as text; what is finer is cut off. Null where it is none. */
export function microsOf(decimal: string | null): number | null {
  const [, sign, whole, fraction = ""] = DECIMAL.exec(decimal ?? "") ?? [];
  if (whole === undefined) {
    return null;
  }
  const micros = Number(whole) * 1_000_000 + Number(fraction.slice(0, 6).padEnd(6, "0"));
  return sign === "-" && micros !== 0 ? -micros : micros;
}

/** A decimal with as many places as it takes, two at least. */
export function decimalOf(micros: number): string {
  const digits = String(Math.abs(micros)).padStart(7, "0");
  const fraction = digits.slice(-6).replace(/0{1,4}$/, "");
  return `${micros < 0 ? "-" : ""}${digits.slice(0, -6)}.${fraction}`;
}

export function currencyOf(text: string | null): string | null {
  return text !== null && CURRENCY.test(text) ? text.toUpperCase() : null;
}

/** The day of a time in ms since the epoch, in UTC, as `YYYY-MM-DD`. */
export function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
