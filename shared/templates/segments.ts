/** 3GPP TS 23.038 section 6.2.1: the default alphabet, one septet each. */
const BASIC = new Set(
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
);
/** Section 6.2.1.1: reached by an escape, two septets each. */
const EXTENSION = new Set("\f^{}\\[~]|€");

export interface Segments {
  readonly encoding: "GSM-7" | "UCS-2";
  /** Messages that a carrier bills. */
  readonly count: number;
  /** What they hold: septets of GSM-7, 16-bit units of UCS-2. */
  readonly characters: number;
}

/** Units in one message, and in each of several: the header that joins them takes six octets (3GPP TS 23.040 section 9.2.3.24.1). */
const CAPACITY = {
  "GSM-7": { alone: 160, joined: 153 },
  "UCS-2": { alone: 70, joined: 67 },
} as const;

/** How many segments an SMS takes. One character outside GSM-7 puts all of it into UCS-2. */
export function countSegments(text: string): Segments {
  const characters = [...text];
  const fits = characters.every((character) => BASIC.has(character) || EXTENSION.has(character));
  const encoding = fits ? "GSM-7" : "UCS-2";
  const widths = characters.map((character) =>
    fits ? (EXTENSION.has(character) ? 2 : 1) : character.length,
  );
  const total = widths.reduce((sum, width) => sum + width, 0);
  const { alone, joined } = CAPACITY[encoding];
  return { encoding, count: total <= alone ? 1 : joinedCount(widths, joined), characters: total };
}

/** No character is torn apart: what does not fit behind the others begins the next segment. */
function joinedCount(widths: readonly number[], capacity: number): number {
  let count = 1;
  let used = 0;
  for (const width of widths) {
    if (used + width > capacity) {
      count += 1;
      used = 0;
    }
    used += width;
  }
  return count;
}
