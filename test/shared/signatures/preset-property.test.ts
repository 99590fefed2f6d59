import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UnparsedBody } from "../../../shared/model/body.ts";
import { customEvents } from "../../../shared/providers/custom/webhook.ts";
import { answerEvent, answerHandshake } from "../../../shared/signatures/answer.ts";
import { resolveScheme } from "../../../shared/signatures/declaration.ts";
import { prepareVerifier } from "../../../shared/signatures/prepare.ts";
import { listPresets } from "../../../shared/signatures/presets/index.ts";
import { liveSecrets, type RequestParts, signedRequest } from "./verify.ts";

const presets = listPresets();
const NOW = 1_767_225_600_000;
const SECRET_WORD = "test_secret";

const words = ["x", "1", "0", SECRET_WORD, "endpoint.url_validation", "bar", "v1,AAAA", "t=1,v1=00", "a.b.c"];
const anything = fc.oneof(fc.constantFrom(...words), fc.jsonValue());

/** Bodies and headers with values where the presets look for some. */
function requestsOf(scheme: unknown): fc.Arbitrary<RequestParts> {
  const text = JSON.stringify(scheme);
  const named = (place: string) =>
    [...text.matchAll(new RegExp(`"${place}":"([^"]+)"`, "g"))].map((match) => match[1] ?? "");
  const names = fc.constantFrom("x-other", ...named("header"));
  const keys = fc.constantFrom("other", ...named("json").flatMap((pointer) => pointer.split("/").slice(1)));
  const json = fc.letrec<{ node: unknown }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 4 },
      anything,
      fc.array(tie("node"), { maxLength: 3 }),
      fc.dictionary(keys, tie("node"), { maxKeys: 4 }),
    ),
  })).node;
  const form = fc.dictionary(fc.constantFrom("other", ...named("form")), fc.constantFrom(...words));
  return fc.record({
    method: fc.constantFrom("GET", "HEAD", "POST"),
    headers: fc.dictionary(names, fc.constantFrom(...words)),
    url: fc.constantFrom(
      "https://a.example/",
      "https://a.example/?challenge=1&bt_challenge=00&hub.challenge=2",
    ),
    body: fc.oneof(
      json.map((value) => JSON.stringify(value)),
      form.map((fields) => new URLSearchParams(fields).toString()),
      fc.uint8Array({ maxLength: 80 }),
    ),
  });
}

describe.each(presets)("Whatever arrives for the preset $name", ({ name }) => {
  const scheme = resolveScheme({ preset: name });

  it("unsigned is refused, and answered without an exception or the key's own work", async () => {
    const verifier = prepareVerifier(scheme, liveSecrets("another|secret:of-its-own"));
    await fc.assert(
      fc.asyncProperty(requestsOf(scheme), async (parts) => {
        const request = signedRequest(parts);
        expect((await verifier.verify(request, NOW)).ok).toBe(false);
        const answer = await answerHandshake(scheme, request, { verified: false, secret: SECRET_WORD });
        expect(answer?.body ?? "").not.toContain("encryptedToken");
        expect(answerEvent(scheme, request)?.status ?? 200).toBeLessThan(300);
        for (const contentType of ["application/json", "application/x-www-form-urlencoded"]) {
          const inbound = {
            contentType,
            headers: request.headers,
            url: new URL(request.url),
            bytes: request.body,
          };
          try {
            expect(customEvents({ ...inbound, receivedAt: NOW, scheme }).length).toBeGreaterThan(0);
          } catch (cause) {
            expect(cause).toBeInstanceOf(UnparsedBody);
          }
        }
      }),
      { numRuns: 30 },
    );
  });
});
