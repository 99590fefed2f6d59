import type { SchemeInput, Sources } from "../scheme.ts";

/** A sender whose scheme is known, so that an endpoint need but name it. */
export interface Preset {
  readonly label: string;
  /** The vendor's page. */
  readonly docs: string;
  /** What is pasted as the endpoint's secret. */
  readonly secret: string;
  readonly scheme: SchemeInput;
}

export type Presets = Readonly<Record<string, Preset>>;

type Hmac = Extract<SchemeInput, { kind: "hmac" }>;
type Rule = Hmac["signature"];

interface SignedBody {
  readonly from: Sources;
  readonly encoding: Rule["encoding"];
  readonly prefix?: string;
  readonly algorithm?: Hmac["algorithm"];
}

/** The raw body alone is signed, and the whole value is the signature. */
export function signedBody({ algorithm = "sha256", from, encoding, prefix }: SignedBody): Hmac {
  return {
    kind: "hmac",
    algorithm,
    signature: { from, encoding, ...(prefix === undefined ? {} : { prefix }) },
    content: [{ body: "raw" }],
  };
}

interface Pairs {
  readonly header: string;
  readonly unit?: "s" | "ms";
  readonly pick?: string;
  readonly pastSeconds?: number;
}

/** `t=…,v1=…` in one header, over the timestamp, a dot and the raw body. */
export function timestampedPairs({ header, unit = "s", pick = "v1", pastSeconds = 300 }: Pairs): Hmac {
  return {
    kind: "hmac",
    algorithm: "sha256",
    signature: { from: { header }, pairs: { item: ",", keyValue: "=", pick }, encoding: "hex" },
    timestamp: { from: { pair: "t" }, unit, pastSeconds, futureSeconds: pastSeconds },
    content: [{ timestamp: true }, ".", { body: "raw" }],
  };
}

/** Standard Webhooks, by the header families that the sender uses, the preferred one first. */
export function standardWebhooks(families: readonly ("webhook" | "svix")[], key: Hmac["key"]): Hmac {
  const from = (name: string) => families.map((family) => ({ header: `${family}-${name}` }));
  return {
    kind: "hmac",
    algorithm: "sha256",
    ...(key === undefined ? {} : { key }),
    signature: { from: from("signature"), list: { separator: "space" }, prefix: "v1,", encoding: "base64" },
    timestamp: { from: from("timestamp"), unit: "s" },
    content: [{ value: from("id") }, ".", { timestamp: true }, ".", { body: "raw" }],
    id: from("id"),
    type: { json: "/type" },
    time: { from: from("timestamp"), unit: "s" },
  };
}

/** `whsec_` and base64, as Standard Webhooks hands secrets out; Supabase puts the version before it. */
export const WEBHOOK_SECRET: NonNullable<Hmac["key"]> = { strip: ["v1,", "whsec_"], decode: "base64" };
