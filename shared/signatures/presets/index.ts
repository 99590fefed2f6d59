import type { ProofInput, SchemeInput, Sources } from "../scheme.ts";
import { business } from "./business.ts";
import { commerce } from "./commerce.ts";
import { communication } from "./communication.ts";
import { development } from "./development.ts";
import { inexpressible } from "./inexpressible.ts";
import { operations } from "./operations.ts";
import { payments } from "./payments.ts";
import type { Preset } from "./shapes.ts";
import { standards } from "./standards.ts";

export type { Preset } from "./shapes.ts";

/** A preset as the catalogue shows it. */
export interface ListedPreset {
  readonly name: string;
  readonly label: string;
  readonly docs: string;
  readonly secret: string;
  /** Headers that carry the signature, lower case. */
  readonly headers: readonly string[];
}

const byName: ReadonlyMap<string, Preset> = new Map(
  Object.entries({
    ...standards,
    ...payments,
    ...commerce,
    ...development,
    ...communication,
    ...business,
    ...operations,
  }).toSorted(([a], [b]) => (a < b ? -1 : 1)),
);

/** Edits by which a name may differ from the one that was meant. */
const MAX_EDITS = 3;

export function findPreset(name: string): Preset | null {
  return byName.get(name) ?? null;
}

/** Every preset by its name, in order. */
export function listPresets(): readonly ListedPreset[] {
  return [...byName].map(([name, { label, docs, secret, scheme }]) => ({
    name,
    label,
    docs,
    secret,
    headers: headersOf(scheme),
  }));
}

/** Why a name is no preset, and what to do; null where it is one. */
export function presetFault(name: string): string | null {
  if (byName.has(name)) {
    return null;
  }
  const reason = Object.hasOwn(inexpressible, name) ? inexpressible[name] : undefined;
  if (reason !== undefined) {
    return `cannot be verified by a scheme: ${reason}`;
  }
  const nearest = nearestTo(name);
  const hint = nearest === null ? "" : `; did you mean "${nearest}"`;
  return `is no preset${hint}? GET /v1/providers/custom lists them`;
}

/** The headers in which a scheme's proof lies, lower case. */
export function headersOf(scheme: SchemeInput): readonly string[] {
  const proofs = "anyOf" in scheme ? scheme.anyOf : [scheme];
  return [...new Set(proofs.flatMap(proofHeaders))];
}

function proofHeaders(proof: ProofInput): readonly string[] {
  if (proof.kind === "basic") {
    return ["authorization"];
  }
  if ("from" in proof) {
    return headerNames(proof.from);
  }
  const from = proof.timestamp?.from ?? [];
  const timestamp = "pair" in from || "entry" in from ? [] : from;
  return [...headerNames(proof.signature.from), ...headerNames(timestamp)];
}

function headerNames(sources: Sources | readonly []): readonly string[] {
  return [sources].flat().flatMap((source) => ("header" in source ? [source.header.toLowerCase()] : []));
}

function nearestTo(name: string): string | null {
  const ranked = [...byName.keys()]
    .map((known) => ({ known, edits: editsBetween(name, known) }))
    .toSorted((a, b) => a.edits - b.edits);
  const [best] = ranked;
  return best !== undefined && best.edits <= MAX_EDITS ? best.known : null;
}

/** Levenshtein's distance. */
function editsBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
