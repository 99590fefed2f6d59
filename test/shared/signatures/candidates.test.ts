import { describe, expect, it } from "vitest";
import type { SchemeInput } from "../../../shared/signatures/scheme.ts";
import { BODY, SECRET, SIGNED_AT, stripeLike } from "./vectors/vector.ts";
import { verdictOn } from "./verify.ts";

/** Of BODY under SECRET. */
const HEX = "c3a852d7696fb9cc8f10355e3d2c73358db4cc0518cb5f55020a6ec49f7718be";
const BASE64 = "w6hS12lvucyPEDVePSxzNY20zAUYy19VAgpuxJ93GL4=";
const SHA512_BASE64 =
  "7F8EbSGwTEaCH2mmoWZQ19fnxyxddpjregIC+14w+2Kc7cai4H6EErTMTuatpBkfU/4Gx6lhWuivJsRbp+dnQw==";
const SHA512_BASE64URL =
  "7F8EbSGwTEaCH2mmoWZQ19fnxyxddpjregIC-14w-2Kc7cai4H6EErTMTuatpBkfU_4Gx6lhWuivJsRbp-dnQw";
const FOREIGN = "00".repeat(32);

type Rule = Omit<Extract<SchemeInput, { kind: "hmac" }>["signature"], "from">;

function overBody(rule: Rule, algorithm: "sha256" | "sha512" = "sha256"): SchemeInput {
  const signature = { from: { header: "x-signature" }, ...rule };
  return { kind: "hmac", algorithm, signature, content: [{ body: "raw" }] };
}

function verify(scheme: SchemeInput, ...values: readonly string[]) {
  const headers = new Headers();
  for (const value of values) {
    headers.append("x-signature", value);
  }
  return verdictOn({ scheme, secret: SECRET, now: SIGNED_AT }, { headers, body: BODY });
}

const single = overBody({ encoding: "hex" });
const commaList = overBody({ encoding: "hex", list: { separator: "comma" }, prefix: "v1=" });
const spaceList = overBody({ encoding: "base64", list: { separator: "space" }, prefix: "v1," });
const stripe = stripeLike("x-signature", "s");
const STRIPE = "4fbb9d9248bc6f726f646db1c754aa2bf9d1e13fd03932aff15653151fc33ebe";

const accepted: readonly [title: string, scheme: SchemeInput, ...values: string[]][] = [
  ["hex in upper case", single, HEX.toUpperCase()],
  ["hex in mixed case", single, HEX.replaceAll("c", "C")],
  ["white space around a single value", single, `  ${HEX}\t`],
  ["base64 without its padding", overBody({ encoding: "base64" }), BASE64.slice(0, -1)],
  ["base64url without padding", overBody({ encoding: "base64url" }, "sha512"), SHA512_BASE64URL],
  ["base64url with padding", overBody({ encoding: "base64url" }, "sha512"), `${SHA512_BASE64URL}==`],
  ["the second entry of a list", commaList, `v1=${FOREIGN},v1=${HEX}`],
  ["white space between the entries of a comma list", commaList, ` v1=${FOREIGN} ,  v1=${HEX} `],
  ["a comma list in two header lines", commaList, `v1=${FOREIGN}`, `v1=${HEX}`],
  ["empty entries in a comma list", commaList, `,,v1=${HEX},`],
  ["white space around and between the entries of a space list", spaceList, `  v1,AAAA  \t v1,${BASE64}  `],
  ["a comma after each entry of a space list", spaceList, `v1,AAAA, v1,${BASE64},`],
  ["a space list in two header lines", spaceList, "v1,AAAA", `v1,${BASE64}`],
  ["entries of unknown versions beside a known one", spaceList, `v2,x v1a,AAAA ${BASE64} v1,${BASE64}`],
  ["white space around the names and values of pairs", stripe, ` t = 1767225600 , v1 = ${STRIPE} `],
  ["pairs in another order", stripe, `v0=x,v1=${STRIPE},t=1767225600`],
  ["items that are no pairs", stripe, `,;x,t=1767225600,v1,v1=${STRIPE}`],
  ["pairs in two header lines", stripe, `t=1767225600,v1=${FOREIGN}`, `t=1767225600,v1=${STRIPE}`],
];

const malformed: readonly [title: string, scheme: SchemeInput, ...values: string[]][] = [
  ["an empty value", single, ""],
  ["a word", single, "signature"],
  ["an odd number of hexadecimal digits", single, HEX.slice(1)],
  ["a single value in two header lines", single, HEX, HEX],
  ["a value without the prefix", overBody({ encoding: "hex", prefix: "sha256=" }), HEX],
  ["a value with another prefix", overBody({ encoding: "hex", prefix: "sha256=" }), `sha1=${HEX}`],
  ["a prefix alone", overBody({ encoding: "hex", prefix: "sha256=" }), "sha256="],
  ["url-safe base64 where base64 is due", overBody({ encoding: "base64" }, "sha512"), SHA512_BASE64URL],
  ["base64 where base64url is due", overBody({ encoding: "base64url" }, "sha512"), SHA512_BASE64],
  ["hex with a space inside", single, `${HEX.slice(0, 32)} ${HEX.slice(32)}`],
  ["a list of unknown versions", spaceList, `v2,${BASE64} v1a,${BASE64}`],
  ["a list of nothing", spaceList, " , ,, "],
  ["pairs without a signature", stripe, "t=1767225600"],
  ["pairs without a timestamp", stripe, `v1=${STRIPE}`],
  ["pairs of another separator", stripe, `t=1767225600;v1=${STRIPE}`],
  ["more characters than ten signatures could have", commaList, `v1=${HEX},${"x".repeat(16_384)}`],
];

describe("A signature value", () => {
  it.each(accepted)("is accepted with %s", async (_title, scheme, ...values) => {
    expect(await verify(scheme, ...values)).toMatchObject({ ok: true });
  });

  it.each(malformed)("is malformed as %s", async (_title, scheme, ...values) => {
    expect(await verify(scheme, ...values)).toMatchObject({ reason: "header_malformed", step: "header" });
  });

  it.each([
    ["shortened", HEX.slice(2)],
    ["lengthened", `${HEX}00`],
    ["of another algorithm's length", "00".repeat(20)],
    ["of the right length but wrong", FOREIGN],
  ])("is refused when %s", async (_title, value) => {
    expect(await verify(single, value)).toMatchObject({ reason: "invalid_signature", step: "signature" });
  });

  it("is tried in at most ten entries of its version", async () => {
    const behind = (foreign: number) => `${`v1=${FOREIGN},`.repeat(foreign)}v0=${FOREIGN},v1=${HEX}`;
    expect(await verify(commaList, behind(9))).toMatchObject({ ok: true });
    expect(await verify(commaList, behind(10))).toMatchObject({ reason: "invalid_signature" });
  });

  it("takes its timestamp from the first pair of that name, which is the one that must be signed", async () => {
    expect(await verify(stripe, `t=1767225600,v1=${STRIPE},t=1`)).toMatchObject({ ok: true });
    expect(await verify(stripe, `t=1767225601,t=1767225600,v1=${STRIPE}`)).toMatchObject({
      reason: "invalid_signature",
    });
  });

  it("names the header and its form when malformed", async () => {
    expect(await verify(stripe, "x")).toMatchObject({
      expected: 'header "x-signature": v1=<hex> among pairs separated by ","',
    });
    expect(await verify(spaceList, "x")).toMatchObject({
      expected: 'header "x-signature": v1,<base64>, one or several separated by spaces',
    });
  });

  it("names every header that could have carried it when missing", async () => {
    const scheme: SchemeInput = {
      kind: "hmac",
      algorithm: "sha256",
      signature: {
        from: [{ header: "svix-signature" }, { header: "webhook-signature" }],
        encoding: "base64",
      },
      content: [{ body: "raw" }],
    };
    expect(await verify(scheme)).toMatchObject({
      reason: "header_missing",
      step: "header",
      expected: 'header "svix-signature" or header "webhook-signature"',
    });
  });
});
