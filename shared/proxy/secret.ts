import { utf8ToBytes } from "../crypto/bytes.ts";

/** One way in which a character is written; `isHex`: its letters count in either case. */
interface Spelling {
  readonly bytes: Uint8Array;
  readonly isHex: boolean;
}

/** A text that must not come back, character by character in every spelling that an answer may have of it. */
type Secret = readonly (readonly Spelling[])[];

export interface Secrets {
  readonly all: readonly Secret[];
  /** By byte: 1 where one of them may begin with it, so that most places are passed over at once. */
  readonly beginnings: Uint8Array;
}

/** What of a secret stands at a place. */
export interface Standing {
  /** Where it ends; null where it is not there as a whole. */
  readonly end: number | null;
  /** The bytes are over before it is known. */
  readonly isCut: boolean;
}

/** A text that is shorter would be found by chance. */
const MIN_SECRET_CHARACTERS = 8;

/** RFC 8259 section 7. */
const SHORT_ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '\\"'],
  ["\\", "\\\\"],
  ["/", "\\/"],
  ["\b", "\\b"],
  ["\f", "\\f"],
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
]);

/**
 * The texts of which no answer may hold one: as they are, percent-encoded (RFC 3986), form-encoded, or escaped in JSON,
 * each character by itself, for encoders differ in what they leave as it is.
 */
export function secretsOf(values: readonly (string | undefined)[]): Secrets {
  const known = new Map<string, readonly Spelling[]>();
  const spellings = (character: string) => {
    const found = known.get(character) ?? spellingsOf(character);
    known.set(character, found);
    return found;
  };
  const texts = [...new Set(values)].filter((value) => value !== undefined);
  const all = texts.map((text) => [...text]).filter(({ length }) => length >= MIN_SECRET_CHARACTERS);
  const secrets = all.map((characters) => characters.map(spellings));
  const beginnings = new Uint8Array(256);
  for (const { bytes } of secrets.flatMap(([first = []]) => first)) {
    beginnings.set([1], bytes[0]);
  }
  return { all: secrets, beginnings };
}

/** What of the secret stands in `bytes` at `at`, the longest where it can be read in more than one way. */
export function standingAt(secret: Secret, bytes: Uint8Array, at: number): Standing {
  let ends = [at];
  let isCut = false;
  for (const spellings of secret) {
    const next = new Set<number>();
    for (const end of ends) {
      for (const one of spellings) {
        const length = agreement(one, bytes, end);
        if (length === one.bytes.length) {
          next.add(end + length);
        } else if (end + length === bytes.length) {
          isCut = true;
        }
      }
    }
    ends = [...next];
    if (ends.length === 0) {
      return { end: null, isCut };
    }
  }
  return { end: Math.max(...ends), isCut };
}

/** How many bytes of a spelling stand at `at`. */
function agreement({ bytes: wanted, isHex }: Spelling, bytes: Uint8Array, at: number): number {
  let count = 0;
  while (count < wanted.length) {
    const byte = bytes[at + count];
    if (byte !== wanted[count] && (!isHex || byte === undefined || lowerCase(byte) !== wanted[count])) {
      break;
    }
    count += 1;
  }
  return count;
}

function spellingsOf(character: string): readonly Spelling[] {
  const percent = [...utf8ToBytes(character)].map((byte) => `%${hex(byte, 2)}`);
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
  const short = SHORT_ESCAPES.get(character);
  return [
    spelling(character),
    spelling(percent.join(""), true),
    spelling(units.map((unit) => `\\u${hex(unit, 4)}`).join(""), true),
    ...(short === undefined ? [] : [spelling(short)]),
    ...(character === " " ? [spelling("+")] : []),
  ];
}

function spelling(text: string, isHex = false): Spelling {
  return { bytes: utf8ToBytes(text), isHex };
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, "0");
}

function lowerCase(byte: number): number {
  return byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte;
}
