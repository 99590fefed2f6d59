import { parsePhoneNumberFromString } from "libphonenumber-js/min";

/**
 * Whether a number of the E.164 form can exist in its country's numbering plan. Its type (toll-free, fixed line, shared)
 * is never looked at: which of them take messages only the carrier knows.
 */
export function canExist(number: string): boolean {
  return parsePhoneNumberFromString(number)?.isValid() ?? false;
}

/** ISO 3166-1 alpha-2 of the number's country; null where several share its code, or none has it. */
export function phoneCountry(number: string): string | null {
  return parsePhoneNumberFromString(number)?.country ?? null;
}
