import { createHash } from "node:crypto";

const BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const UPPER = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const BASE64URL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** Ids of one webhook: each label gives another one, the same label the same one. */
export interface Ids {
  hex(label: string, length: number): string;
  base62(label: string, length: number): string;
  /** Digits and capitals, as Slack writes ids. */
  upper(label: string, length: number): string;
  base64url(label: string, length: number): string;
  /** Decimal, never with a leading zero; at most 15 digits, so that it is a safe integer. */
  number(label: string, digits: number): number;
  uuid(label: string): string;
  pick<T>(label: string, choices: readonly [T, ...T[]]): T;
}

/** Ids derived from provider, time and sequence: unique per webhook, and the same when made again. */
export function createIds(provider: string, now: number, sequence: number): Ids {
  const bytes = (label: string, length: number): Buffer =>
    createHash("shake256", { outputLength: length })
      .update(JSON.stringify([provider, now, sequence, label]))
      .digest();
  const text = (label: string, length: number, alphabet: string): string =>
    Array.from(bytes(label, length), (byte) => alphabet.charAt(byte % alphabet.length)).join("");
  return {
    hex: (label, length) =>
      bytes(label, Math.ceil(length / 2))
        .toString("hex")
        .slice(0, length),
    base62: (label, length) => text(label, length, BASE62),
    upper: (label, length) => text(label, length, UPPER),
    base64url: (label, length) => text(label, length, BASE64URL),
    number: (label, digits) =>
      Number(text(`${label} first`, 1, "123456789") + text(label, digits - 1, "0123456789")),
    uuid: (label) => {
      const raw = bytes(label, 16);
      raw.writeUInt8((raw.readUInt8(6) & 0x0f) | 0x40, 6);
      raw.writeUInt8((raw.readUInt8(8) & 0x3f) | 0x80, 8);
      return raw.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
    },
    pick: (label, choices) => choices[bytes(label, 1).readUInt8(0) % choices.length] ?? choices[0],
  };
}

export interface Person {
  readonly name: string;
  readonly handle: string;
  readonly email: string;
  readonly phone: string;
  readonly city: string;
}

const person = (name: string, handle: string, phone: string, city: string): Person => ({
  name,
  handle,
  email: `${handle}@example.com`,
  phone,
  city,
});

/** People whose names and cities are not ASCII: a signature over anything but the bytes sent breaks on them. */
const PEOPLE: readonly [Person, ...Person[]] = [
  person("Zoë Müller", "zoe", "+14155550101", "Zürich"),
  person("José Núñez", "jose", "+14155550102", "Bogotá"),
  person("Łukasz Wójcik", "lukasz", "+14155550103", "Łódź"),
  person("Søren Ångström", "soren", "+14155550104", "Tromsø"),
  person("田中さくら", "sakura", "+14155550105", "東京"),
  person("Anaïs Lefèvre", "anais", "+14155550106", "Orléans"),
];

export function pickPerson(ids: Ids, label = "person"): Person {
  return ids.pick(label, PEOPLE);
}
