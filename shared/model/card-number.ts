/** Finds card numbers in text, so that none is taken, stored or passed on. Pure. */

/** ISO/IEC 7812-1: an account number has up to 19 digits; no issuer's has fewer than 13. */
const MIN_DIGITS = 13;
const MAX_DIGITS = 19;

/** Groups of digits as people and forms write them. */
const RUN = /\d+(?:[\s.\-/_]{1,3}\d+)*/g;

/** Whether the text holds a run of 13 to 19 digits, also in groups, that is a card number by its check digit. */
export function holdsCardNumber(text: string): boolean {
  // digits of other scripts, and wide ones, are digits too
  return [...text.normalize("NFKC").matchAll(RUN)].some(([run]) => runHoldsCardNumber(run));
}

/** Every sequence of whole groups: an order's number may stand right before the card's. */
function runHoldsCardNumber(run: string): boolean {
  const groups = run.match(/\d+/g) ?? [];
  return groups.some((_, start) => {
    let digits = "";
    for (const group of groups.slice(start)) {
      digits += group;
      if (digits.length > MAX_DIGITS) {
        return false;
      }
      if (isCardNumber(digits)) {
        return true;
      }
    }
    return false;
  });
}

function isCardNumber(digits: string): boolean {
  // a time in ms or µs begins with 1; of cards only UATP's do, which have 15 digits
  const isTime = digits.startsWith("1") && digits.length !== 15;
  return digits.length >= MIN_DIGITS && !isTime && luhnSum(digits) % 10 === 0;
}

/** ISO/IEC 7812-1 annex B. */
function luhnSum(digits: string): number {
  let sum = 0;
  for (let place = 0; place < digits.length; place += 1) {
    const digit = Number(digits[digits.length - 1 - place]);
    const doubled = place % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum;
}

/** The places of all texts in a value that hold a card number; one in a property's name is the object's. */
export function cardNumberPaths(
  value: unknown,
  path: readonly PropertyKey[] = [],
): (readonly PropertyKey[])[] {
  if (typeof value === "string") {
    return holdsCardNumber(value) ? [path] : [];
  }
  if (typeof value !== "object" || value === null) {
    return [];
  }
  const entries: readonly (readonly [PropertyKey, unknown])[] = Array.isArray(value)
    ? [...value.entries()]
    : Object.entries(value);
  const inNames = !Array.isArray(value) && Object.keys(value).some(holdsCardNumber) ? [path] : [];
  return [...inNames, ...entries.flatMap(([key, item]) => cardNumberPaths(item, [...path, key]))];
}
