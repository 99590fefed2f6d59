import { randomBytes, randomInt } from "node:crypto";
import { Agent } from "node:http";
import { encodeText } from "../twin/payload.ts";
import type { HeaderFields, Sender, UnsignedRequest } from "../twin/sender.ts";
import { post } from "./load.ts";

const PARALLEL = 32;
const GARBAGE = [
  "",
  " ",
  "=",
  ",",
  "v1,",
  "sha256=",
  "t=,v1=",
  "t=1,v1=00",
  "%",
  "\u00ff\u00fe",
  "-1",
  "1e309",
  "NaN",
  "0".repeat(4_000),
  "Basic Og==",
  "Bearer ",
  "null",
];

/** A good request of a sender, and what of it proves something. */
export interface Target {
  readonly request: UnsignedRequest;
  /** Headers that carry the proof, lower case. */
  readonly proofs: readonly string[];
  readonly signs: Sender["signs"];
}

export interface Fuzzed {
  readonly sent: number;
  readonly accepted: number;
  readonly serverErrors: number;
  readonly broken: number;
  /** What was accepted though it proved nothing. */
  readonly wronglyAccepted: readonly string[];
}

type Mutation = (target: Target) => UnsignedRequest;

const oneOf = <T>(choices: readonly T[]): T => {
  const chosen = choices[randomInt(choices.length)];
  if (chosen === undefined) {
    throw new RangeError("nothing to choose from");
  }
  return chosen;
};

function withHeader({ request, proofs }: Target, change: (value: string) => string | null): UnsignedRequest {
  const name = oneOf(proofs.filter((proof) => request.headers[proof] !== undefined));
  const value = change(request.headers[name] ?? "");
  const { [name]: _, ...rest } = request.headers;
  const headers: HeaderFields = value === null ? rest : { ...rest, [name]: value };
  return { ...request, headers };
}

function withBody({ request }: Target, change: (body: Uint8Array) => Uint8Array): UnsignedRequest {
  return { ...request, body: new Uint8Array(change(request.body)) };
}

/** Of the proof: none of these leaves a proof that holds. */
const proofMutations: readonly Mutation[] = [
  (target) => withHeader(target, () => null),
  (target) => withHeader(target, () => oneOf(GARBAGE)),
  (target) => withHeader(target, () => randomBytes(randomInt(1, 80)).toString("base64")),
  (target) => withHeader(target, () => randomBytes(32).toString("hex")),
  (target) => withHeader(target, (value) => value.slice(0, Math.floor(value.length / 2))),
  (target) => withHeader(target, (value) => [...value].reverse().join("")),
];

/** Of the bytes that were signed. */
const bodyMutations: readonly Mutation[] = [
  (target) =>
    withBody(target, (body) =>
      body.map((byte, index) => (index === target.request.body.length - 2 ? byte ^ 1 : byte)),
    ),
  (target) =>
    withBody(target, (body) => {
      const at = randomInt(Math.max(1, body.length));
      return body.map((byte, index) => (index === at ? byte ^ (1 << randomInt(8)) : byte));
    }),
  (target) => withBody(target, (body) => body.subarray(0, randomInt(Math.max(1, body.length)))),
  (target) => withBody(target, (body) => Buffer.concat([body, randomBytes(randomInt(1, 40))])),
  (target) => withBody(target, (body) => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), body])),
  (target) => withBody(target, (body) => Buffer.from(Buffer.from(body).toString(), "utf16le")),
  (target) => withBody(target, () => randomBytes(randomInt(1, 300))),
  (target) => withBody(target, () => encodeText("[".repeat(20_000))),
  (target) => withBody(target, () => encodeText('{"__proto__":{"a":1},"constructor":null}')),
];

/** Harmless to the proof: the answer may be yes or no, and never an error of ours. */
const otherMutations: readonly Mutation[] = [
  ({ request }) => ({
    ...request,
    headers: {
      ...request.headers,
      "content-type": oneOf([
        "",
        "text/xml",
        "multipart/form-data; boundary=x",
        "application/x-www-form-urlencoded",
        "\u00ff",
      ]),
    },
  }),
  ({ request }) => ({ ...request, headers: { ...request.headers, "content-encoding": "gzip" } }),
  ({ request }) => ({
    ...request,
    url: `${request.url}${request.url.includes("?") ? "&" : "?"}x=%ff%00&x=${"y".repeat(randomInt(1, 500))}`,
  }),
  ({ request }) => ({
    ...request,
    headers: { ...request.headers, "x-padding": "p".repeat(randomInt(1, 6_000)) },
  }),
];

/** Sends `count` requests with one thing wrong each, and says what was accepted that must not be. */
export async function fuzz(targets: readonly Target[], count: number): Promise<Fuzzed> {
  const agent = new Agent({ keepAlive: true, maxSockets: PARALLEL });
  const wrong = new Set<string>();
  let [sent, accepted, serverErrors, broken] = [0, 0, 0, 0];
  const lane = async () => {
    while (sent < count) {
      sent += 1;
      const target = oneOf(targets);
      const { mutate, mustFail, kind } = choose(target);
      const mutated = mutate(target);
      const isSame =
        signedContent(mutated, target.signs) === signedContent(target.request, target.signs) &&
        JSON.stringify(mutated.headers) === JSON.stringify(target.request.headers);
      const status = await post(mutated, agent);
      accepted += status === 200 ? 1 : 0;
      serverErrors += status >= 500 ? 1 : 0;
      broken += status === 0 ? 1 : 0;
      if (status === 200 && mustFail && !isSame) {
        wrong.add(
          `${kind} ${new URL(mutated.url).pathname} ${JSON.stringify(mutated.headers).slice(0, 300)} ${Buffer.from(mutated.body).toString("base64").slice(0, 400)}`,
        );
      }
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, lane));
  agent.destroy();
  return { sent, accepted, serverErrors, broken, wronglyAccepted: [...wrong] };
}

/** What a signature covers of a body: of a form whose fields are signed, `%2B` and `%2b` are the same. */
function signedContent({ body, headers }: UnsignedRequest, signs: Sender["signs"]): string {
  const isForm = headers["content-type"]?.startsWith("application/x-www-form-urlencoded") === true;
  return signs === "fields" && isForm
    ? JSON.stringify([...new URLSearchParams(Buffer.from(body).toString())].sort())
    : Buffer.from(body).toString("latin1");
}

function choose(target: Target): { mutate: Mutation; mustFail: boolean; kind: string } {
  const hasProof = target.proofs.some((name) => target.request.headers[name] !== undefined);
  const draw = randomInt(10);
  if (draw < 4 && hasProof) {
    return { mutate: oneOf(proofMutations), mustFail: true, kind: "proof" };
  }
  if (draw < 8) {
    return { mutate: oneOf(bodyMutations), mustFail: target.signs !== "nothing", kind: "body" };
  }
  return { mutate: oneOf(otherMutations), mustFail: false, kind: "other" };
}
