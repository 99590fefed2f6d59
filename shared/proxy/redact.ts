import { utf8ToBytes } from "../crypto/bytes.ts";
import { type Secrets, standingAt } from "./secret.ts";

/** `*` */
const COVER = 0x2a;

/** Whether a text holds one of the secrets. */
export function holdsSecret(secrets: Secrets, text: string): boolean {
  const bytes = utf8ToBytes(text);
  return markSecrets(secrets, bytes, { marks: new Uint8Array(bytes.length), isLast: true }).found;
}

/**
 * Covers every occurrence of the secrets in a stream of bytes by asterisks, also where it is split over chunks or overlaps
 * another. The length stays. Only what a secret may have begun in is held back.
 */
export function coverSecrets(secrets: Secrets): TransformStream<Uint8Array, Uint8Array> {
  let held = new Uint8Array(0);
  let heldMarks = new Uint8Array(0);
  const pass = (chunk: Uint8Array, isLast: boolean): Uint8Array => {
    const bytes = joined(held, chunk);
    const marks = joined(heldMarks, new Uint8Array(chunk.length));
    const { ready } = markSecrets(secrets, bytes, { marks, isLast });
    held = bytes.slice(ready);
    heldMarks = marks.slice(ready);
    const out = bytes.slice(0, ready);
    for (let at = marks.indexOf(1); at !== -1 && at < ready; at = marks.indexOf(1, at + 1)) {
      out[at] = COVER;
    }
    return out;
  };
  return new TransformStream({
    transform(chunk, controller) {
      const ready = pass(chunk, false);
      if (ready.length > 0) {
        controller.enqueue(ready);
      }
    },
    flush(controller) {
      const ready = pass(new Uint8Array(0), true);
      if (ready.length > 0) {
        controller.enqueue(ready);
      }
    },
  });
}

/** Marks by 1 where secrets stand; `ready` is the place before which nothing can change with further bytes. */
function markSecrets(
  { all, beginnings }: Secrets,
  bytes: Uint8Array,
  { marks, isLast }: { readonly marks: Uint8Array; readonly isLast: boolean },
): { readonly ready: number; readonly found: boolean } {
  let found = false;
  for (let at = 0; at < bytes.length; at += 1) {
    if (beginnings[bytes[at] ?? 0] === 0) {
      continue;
    }
    for (const secret of all) {
      const { end, isCut } = standingAt(secret, bytes, at);
      if (isCut && !isLast) {
        return { ready: at, found };
      }
      if (end !== null) {
        marks.fill(1, at, end);
        found = true;
      }
    }
  }
  return { ready: bytes.length, found };
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(first.length + second.length);
  bytes.set(first);
  bytes.set(second, first.length);
  return bytes;
}
