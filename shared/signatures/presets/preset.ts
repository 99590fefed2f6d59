import type { SchemeInput } from "../scheme.ts";

/** A sender's scheme under a name, so that nobody need write it down. */
export interface Preset {
  readonly label: string;
  /** Where the sender documents it. */
  readonly docs: string;
  readonly scheme: SchemeInput;
}

type Signed = Extract<SchemeInput, { kind: "hmac" }>;
type Identity = Pick<Signed, "id" | "type" | "time">;

/** HMAC over the body alone, in one header. */
export function signsBody(
  header: string | string[],
  form: {
    readonly algorithm?: Signed["algorithm"];
    readonly encoding: Signed["signature"]["encoding"];
    readonly prefix?: string;
    readonly key?: Signed["key"];
  },
  identity: Identity = {},
): SchemeInput {
  const { algorithm = "sha256", encoding, prefix, key } = form;
  const from = [header].flat().map((name) => ({ header: name }));
  return {
    kind: "hmac",
    algorithm,
    ...(key === undefined ? {} : { key }),
    signature: { from, encoding, ...(prefix === undefined ? {} : { prefix }) },
    content: [{ body: "raw" }],
    ...identity,
  };
}

/** `t=…,v1=…`: HMAC over the timestamp, a separator and the body. */
export function signsPairs(
  header: string,
  form: {
    readonly pick: string;
    readonly stamp?: string;
    readonly item?: "," | ";";
    readonly separator?: string;
    readonly unit?: "s" | "ms";
    readonly pastSeconds?: number;
  },
  identity: Identity = {},
): SchemeInput {
  const { pick, stamp = "t", item = ",", separator = ".", unit = "s", pastSeconds = 300 } = form;
  return {
    kind: "hmac",
    algorithm: "sha256",
    signature: { from: { header }, pairs: { item, keyValue: "=", pick }, encoding: "hex" },
    timestamp: { from: { pair: stamp }, unit, pastSeconds },
    content: [{ timestamp: true }, separator, { body: "raw" }],
    ...identity,
  };
}

/** HMAC over a timestamp of a header of its own and the body. */
export function signsTimed(
  header: string,
  form: {
    readonly timestamp: string;
    readonly encoding: Signed["signature"]["encoding"];
    readonly prefix?: string;
    readonly before?: string;
    readonly separator?: string;
    readonly unit?: "s" | "ms" | "iso";
  },
  identity: Identity = {},
): SchemeInput {
  const { timestamp, encoding, prefix, before = "", separator = "", unit = "s" } = form;
  return {
    kind: "hmac",
    algorithm: "sha256",
    signature: { from: { header }, encoding, ...(prefix === undefined ? {} : { prefix }) },
    timestamp: { from: { header: timestamp }, unit },
    content: [
      ...(before === "" ? [] : [before]),
      { timestamp: true },
      ...(separator === "" ? [] : [separator]),
      { body: "raw" },
    ],
    ...identity,
  };
}

/** A secret of its own in a header. */
export function carriesToken(header: string, identity: Identity = {}): SchemeInput {
  return { kind: "token", from: { header }, ...identity };
}
