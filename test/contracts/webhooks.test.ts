import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UnparsedBody } from "../../shared/providers/define.ts";
import { providers } from "../../shared/providers/registry.ts";
import {
  answerOf,
  bytesOf,
  goodOf,
  inboundOf,
  isTimed,
  live,
  prepare,
  requestOf,
  signsBody,
  webhookCases,
} from "./suite.ts";
import { vectorsByProvider } from "./vectors.ts";

it("has samples of every provider in the registry, and of no other", () => {
  expect(Object.keys(vectorsByProvider).sort()).toEqual(Object.keys(providers).sort());
});

for (const { id, webhook, vectors } of webhookCases) {
  const good = goodOf(vectors);

  describe(`webhooks of ${id}`, () => {
    for (const vector of vectors.webhooks) {
      it(`${vector.kind}: ${vector.title}`, async () => {
        const verifier = prepare(webhook, vector, [live(vector.secret)]);
        const verdict = await verifier.verify(requestOf(vector), vector.now);
        expect(verdict).toMatchObject(
          vector.kind === "good" ? { ok: true, secretId: "sec_1" } : { ok: false, reason: vector.verdict },
        );
      });
    }

    for (const vector of good) {
      it(`events of: ${vector.title}`, () => {
        const body = inboundOf(webhook, vector);
        if (vector.events === "unparsed") {
          expect(() => webhook.events(body)).toThrow(UnparsedBody);
          return;
        }
        const events = webhook.events(body);
        expect(events.map(({ data: _, ...event }) => event)).toEqual(vector.events);
        expect(events.flatMap((event) => webhook.effects?.(event) ?? [])).toEqual(vector.effects ?? []);
      });
    }

    for (const vector of vectors.handshakes ?? []) {
      it(`handshake: ${vector.title}`, async () => {
        expect(await answerOf(webhook, vector)).toEqual(vector.reply);
      });
    }

    it("are answered as the sender's protocol wants", () => {
      for (const vector of good) {
        const { reply } = webhook;
        const answer = typeof reply === "function" ? reply(inboundOf(webhook, vector)) : reply;
        expect(answer ?? null).toEqual(vector.reply ?? null);
      }
    });

    it("verify under any of ten secrets, and say under which", async () => {
      const others = Array.from({ length: 9 }, (_, index) =>
        live(webhook.secret.example, null, `sec_other_${index}`),
      );
      for (const vector of good) {
        const verifier = prepare(webhook, vector, [...others, live(vector.secret)]);
        expect(await verifier.verify(requestOf(vector), vector.now)).toMatchObject({ secretId: "sec_1" });
      }
    });

    it("verify under a secret until it expires, and not from then on", async () => {
      for (const vector of good) {
        const verdicts = await Promise.all(
          [vector.now + 1, vector.now].map((expiresAt) =>
            prepare(webhook, vector, [live(vector.secret, expiresAt)]).verify(requestOf(vector), vector.now),
          ),
        );
        expect(verdicts).toMatchObject([{ ok: true }, { ok: false, reason: "secret_missing" }]);
      }
    });

    it("are refused while there is no secret, or an empty one", async () => {
      for (const vector of good) {
        for (const secrets of [[], [live("")]]) {
          const verdict = await prepare(webhook, vector, secrets).verify(requestOf(vector), vector.now);
          expect(verdict).toMatchObject({ ok: false, reason: "secret_missing", step: "secret" });
        }
      }
    });

    it("are refused with any byte of a signed body changed", async () => {
      const signed = good.filter((vector) => signsBody(webhook, vector));
      for (const vector of signed) {
        const body = bytesOf(vector);
        expect(body.length, "a signed sample has a body").toBeGreaterThan(0);
        const verifier = prepare(webhook, vector, [live(vector.secret)]);
        await fc.assert(
          fc.asyncProperty(fc.nat(body.length - 1), async (place) => {
            const changed = body.map((byte, index) => (index === place ? byte ^ 1 : byte));
            const verdict = await verifier.verify(requestOf(vector, changed), vector.now);
            expect(verdict).toMatchObject({ ok: false, reason: "invalid_signature" });
          }),
          { numRuns: 20 },
        );
      }
    });

    it("are sampled in every kind of request that must be refused", () => {
      const signed = good.some((vector) => signsBody(webhook, vector));
      const timed = good.some((vector) => isTimed(webhook, vectors, vector));
      const wanted = [
        ...["good", "incomplete", "wrong_key"],
        ...(signed ? ["reencoded", "tampered"] : []),
        ...(timed ? ["stale"] : []),
      ].sort();
      expect([...new Set(vectors.webhooks.map((vector) => vector.kind))].sort()).toEqual(wanted);
    });

    it("are sampled with titles of their own and a named source", () => {
      const titles = vectors.webhooks.map((vector) => vector.title);
      expect(new Set(titles).size).toBe(titles.length);
      expect(vectors.webhooks.map((vector) => vector.source)).not.toContain("");
    });

    it("have samples of their handshake, and of what is none, where they have one", () => {
      const isEvent = (vectors.handshakes ?? []).map((vector) => vector.reply === null);
      expect(new Set(isEvent)).toEqual(new Set(webhook.handshake === undefined ? [] : [true, false]));
    });
  });
}
