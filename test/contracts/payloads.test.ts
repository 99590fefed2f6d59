import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Effect } from "../../shared/model/effect.ts";
import type { InboundBody, Webhook } from "../../shared/providers/define.ts";
import { UnparsedBody } from "../../shared/providers/define.ts";
import type { ProviderVectors } from "../../shared/providers/vectors.ts";
import { bytesOf, goodOf, inboundOf, webhookCases } from "./suite.ts";

const END_OF_RFC3339_MS = 253_402_300_799_999;

const JSON_TYPE = "application/json";
const FORM_TYPE = "application/x-www-form-urlencoded";

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** The provider's own words, so that arbitrary payloads have values where the folder looks, and types that it knows. */
function wordsOf(vectors: ProviderVectors): fc.Arbitrary<string> {
  const texts = goodOf(vectors).map((vector) => new TextDecoder().decode(bytesOf(vector)));
  const words = texts.flatMap((text) => text.match(/[A-Za-z_][\w.-]*/g) ?? []);
  return fc.constantFrom(...new Set([...words, "__proto__", "constructor", "length", "payload", "0"]));
}

/** JSON of those words, with values of any type. */
function payloadsOf(words: fc.Arbitrary<string>): fc.Arbitrary<unknown> {
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof({ maxDepth: 4 }, words, fc.jsonValue({ maxDepth: 1 }), tie("object"), tie("array")),
    object: fc.dictionary(words, tie("tree"), { maxKeys: 12 }),
    array: fc.array(tie("tree"), { maxLength: 3 }),
  }));
  return tree;
}

function formsOf(words: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const value = fc.oneof(
    words,
    fc.string(),
    payloadsOf(words).map((payload) => JSON.stringify(payload)),
  );
  return fc
    .array(fc.tuple(words, value), { maxLength: 12 })
    .map((pairs) => new URLSearchParams(pairs).toString());
}

/** The events, or null where the folder says that the body does not parse; anything else it throws fails the test. */
function read(webhook: Webhook, body: InboundBody): ReturnType<Webhook["events"]> | null {
  try {
    return webhook.events(body);
  } catch (error) {
    expect(error).toBeInstanceOf(UnparsedBody);
    return null;
  }
}

/** What an effect is about. */
function namedBy(effect: Effect): string | null {
  switch (effect.kind) {
    case "suppression":
    case "consent.withdrawn":
      return effect.address;
    case "approval.decided":
      return effect.approvalId;
    case "retrieval":
      return effect.action;
    default:
      return effect.externalId;
  }
}

function expectWellFormed(webhook: Webhook, body: InboundBody): void {
  const events = read(webhook, body);
  expect(read(webhook, body)).toEqual(events);
  for (const event of events ?? []) {
    expect(event.type).toMatch(/^.{1,512}$/su);
    expect(event.id).not.toBe("");
    expect(event.subject).not.toBe("");
    if (event.time !== null) {
      expect(Number.isInteger(event.time) && event.time >= 0 && event.time <= END_OF_RFC3339_MS).toBe(true);
    }
    for (const effect of webhook.effects?.(event) ?? []) {
      expect(namedBy(effect)).not.toBe("");
    }
  }
}

for (const { id, webhook, vectors } of webhookCases) {
  describe(`payloads of ${id}`, () => {
    const [sample] = goodOf(vectors);
    const words = wordsOf(vectors);

    function inbound(contentType: string, bytes: Uint8Array): InboundBody {
      if (sample === undefined) {
        throw new TypeError("no sample");
      }
      return { ...inboundOf(webhook, sample, bytes), contentType };
    }

    it("make well-formed events of any JSON, the same each time", () => {
      fc.assert(
        fc.property(payloadsOf(words), (payload) => {
          expectWellFormed(webhook, inbound(JSON_TYPE, encode(JSON.stringify(payload))));
        }),
      );
    });

    it("make well-formed events of any form, the same each time", () => {
      fc.assert(
        fc.property(formsOf(words), (form) => {
          expectWellFormed(webhook, inbound(FORM_TYPE, encode(form)));
        }),
      );
    });

    it("are refused as unparsed, and in no other way, where the bytes are arbitrary", () => {
      const contentTypes = fc.constantFrom(
        JSON_TYPE,
        FORM_TYPE,
        "",
        "text/xml",
        "multipart/form-data; boundary=x",
      );
      fc.assert(
        fc.property(contentTypes, fc.uint8Array({ maxLength: 64 }), (contentType, bytes) => {
          expectWellFormed(webhook, inbound(contentType, bytes));
        }),
      );
    });

    it("lose no event for want of an id or a type", () => {
      fc.assert(
        fc.property(fc.dictionary(words, fc.jsonValue()), (payload) => {
          const events = webhook.events(inbound(JSON_TYPE, encode(JSON.stringify(payload))));
          expect(events.length).toBeGreaterThan(0);
        }),
      );
    });

    it("read JSON behind a byte order mark as without it", () => {
      const plain = encode('{"a":1}');
      const marked = encode('\uFEFF{"a":1}');
      expect(webhook.events(inbound(JSON_TYPE, marked))).toEqual(webhook.events(inbound(JSON_TYPE, plain)));
    });

    it.skipIf(vectors.bodiless)("do not parse where they are not UTF-8", () => {
      const latin = Uint8Array.from([0x7b, 0x22, 0xeb, 0x22, 0x3a, 0x31, 0x7d]);
      expect(() => webhook.events(inbound(JSON_TYPE, latin))).toThrow(UnparsedBody);
    });

    it("answer any handshake or none, and never throw", async () => {
      const requests = fc.record({
        method: fc.constantFrom("GET", "HEAD", "POST"),
        body: fc.uint8Array({ maxLength: 64 }),
      });
      await fc.assert(
        fc.asyncProperty(
          requests,
          fc.constantFrom(JSON_TYPE, FORM_TYPE),
          fc.boolean(),
          async (drawn, contentType, verified) => {
            const headers = new Headers({ "content-type": contentType });
            const url = "https://hooks.example.com/webhooks/x/ep_1?a=1";
            const request = { ...drawn, url, headers };
            const reply = (await webhook.handshake?.(request, verified, { secret: null })) ?? null;
            expect(reply === null || reply.status === 200).toBe(true);
          },
        ),
      );
    });
  });
}
