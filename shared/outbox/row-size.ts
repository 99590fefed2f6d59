import { utf8ToBytes } from "../crypto/bytes.ts";

/** D1 takes values and rows up to 2 MB, and what the job comes to needs room too. */
export const MAX_STORED_INPUT_BYTES = 1_500_000;

/** Whether values are small enough to stand in one row together. */
export function fitsRow(values: readonly unknown[]): boolean {
  return storedBytes(JSON.stringify(values)) <= MAX_STORED_INPUT_BYTES;
}

/** The input travels to D1 as text within JSON, every quote escaped once more. */
export function storedBytes(json: string): number {
  return utf8ToBytes(JSON.stringify(json)).byteLength;
}
