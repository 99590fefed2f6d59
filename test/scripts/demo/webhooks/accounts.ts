import type { MischiefName } from "../../../twin/mischief.ts";
import type { Effect, Expectation } from "./expect.ts";

/** One webhook as it was sent, with what came back. */
export interface SentWebhook {
  readonly provider: string;
  readonly kind: MischiefName | "good";
  /** An original and its copies share it. */
  readonly sequence: number;
  readonly expected: Expectation;
  /** A digest of the bytes sent. */
  readonly digest: string;
  /** null: no answer came. */
  readonly status: number | null;
  /** The problem's code where it was refused. */
  readonly code: string | null;
}

/** A stored event as the platform shows it. */
export interface StoredEvent {
  readonly id: string;
  readonly provider: string;
  readonly type: string;
  readonly status: string;
  readonly duplicates: number;
}

/** What the platform says of what it received. */
export interface Snapshot {
  /** Refused requests as the endpoints count them, by reason. */
  readonly counters: readonly {
    readonly provider: string;
    readonly rejected: Readonly<Record<string, number>>;
  }[];
  /** Refused requests that are kept as evidence. */
  readonly rejections: readonly { readonly provider: string; readonly reason: string }[];
  readonly events: readonly StoredEvent[];
}

/** The snapshot after all has settled, with what is read once. */
export interface Outcome extends Snapshot {
  /** A digest of an event's raw bytes, by the event's id. */
  readonly digests: ReadonlyMap<string, string>;
  readonly effects: readonly Effect[];
}

export function isAccepted({ status }: SentWebhook): boolean {
  return status !== null && status >= 200 && status < 300;
}

export function isRefused({ status }: SentWebhook): boolean {
  return status === 401;
}

/** The events that the platform owes for what it accepted: each once, and further receipts as duplicates. */
export function owed(sent: readonly SentWebhook[]): { stored: number; duplicates: number } {
  const accepted = sent.filter(isAccepted);
  const originals = new Map(accepted.map(({ sequence, expected }) => [sequence, expected.events]));
  const stored = sum([...originals.values()]);
  return { stored, duplicates: sum(accepted.map(({ expected }) => expected.events)) - stored };
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** Statuses that an event does not leave by itself. */
const FINAL = ["processed", "ignored", "dead"];

export function isFinal({ status }: StoredEvent): boolean {
  return FINAL.includes(status);
}

/** Whether nothing is outstanding: everything owed is there and final, every refusal counted. */
export function isSettled(sent: readonly SentWebhook[], { events, counters, rejections }: Snapshot): boolean {
  const { stored, duplicates } = owed(sent);
  const refused = sent.filter(isRefused).length;
  return (
    events.length >= stored &&
    sum(events.map((event) => event.duplicates)) >= duplicates &&
    events.every(isFinal) &&
    sum(counters.flatMap(({ rejected }) => Object.values(rejected))) >= refused &&
    rejections.length >= refused
  );
}
