import { utf8ToBytes } from "../crypto/bytes.ts";

/** `*` */
const COVER = 0x2a;

/** A text that is shorter would be found by chance. */
const MIN_SECRET_CHARACTERS = 8;

/** Texts of which no answer may hold one. */
export function tellingSecrets(values: readonly (string | undefined)[]): string[] {
  return [...new Set(values)].filter(
    (value) => value !== undefined && value.length >= MIN_SECRET_CHARACTERS,
  ) as string[];
}

/**
 * Covers every occurrence of the secrets in a stream of bytes by asterisks, also where it is split over chunks. The length
 * stays. Never more than the longest secret is held back.
 */
export function coverSecrets(secrets: readonly string[]): TransformStream<Uint8Array, Uint8Array> {
  const needles = secrets.map(utf8ToBytes);
  const longest = Math.max(1, ...needles.map(({ byteLength }) => byteLength));
  let held = new Uint8Array(0);
  return new TransformStream({
    transform(chunk, controller) {
      const bytes = new Uint8Array(held.byteLength + chunk.byteLength);
      bytes.set(held);
      bytes.set(chunk, held.byteLength);
      for (const needle of needles) {
        cover(bytes, needle);
      }
      const ready = Math.max(0, bytes.byteLength - (longest - 1));
      if (ready > 0) {
        controller.enqueue(bytes.slice(0, ready));
      }
      held = bytes.slice(ready);
    },
    flush(controller) {
      if (held.byteLength > 0) {
        controller.enqueue(held);
      }
    },
  });
}

function cover(bytes: Uint8Array, needle: Uint8Array): void {
  const [first = 0] = needle;
  for (let at = bytes.indexOf(first); at !== -1; at = bytes.indexOf(first, at + 1)) {
    if (needle.every((byte, index) => bytes[at + index] === byte)) {
      bytes.fill(COVER, at, at + needle.byteLength);
    }
  }
}
