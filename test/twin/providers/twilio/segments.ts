const GSM7 =
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/** Two characters each. */
const GSM7_EXTENSION = "^{}\\[~]|€\f";

/** Segments that an SMS is sent in (3GPP TS 23.038): GSM 7 bit, or UCS-2 where a character is outside of it. */
export function countSegments(body: string): number {
  const isGsm = [...body].every((one) => GSM7.includes(one) || GSM7_EXTENSION.includes(one));
  const extended = [...body].filter((one) => GSM7_EXTENSION.includes(one)).length;
  const [length, single, part] = isGsm ? [body.length + extended, 160, 153] : [body.length, 70, 67];
  return length <= single ? 1 : Math.ceil(length / part);
}
