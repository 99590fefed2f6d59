import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { readAnswer } from "../../shared/call/answer.ts";
import { classifyAnswer } from "../../shared/call/outcome.ts";
import type { Action } from "../../shared/providers/action.ts";
import { wayOf } from "../../shared/providers/channel-rule.ts";
import {
  type ActionVectors,
  ANSWERED_AT,
  type OutboundVectors,
  SAMPLE_REFERENCE,
} from "../../shared/providers/vectors.ts";
import { answerOf, comparable, outboundCases, recordingCall, responseOf, secretsOf } from "./outbound.ts";

function vectorsOf(vectors: OutboundVectors, name: string): ActionVectors {
  return vectors.actions[name] ?? { requests: [], invalid: [], results: [] };
}

/** The kinds of answer that every provider gives, and doubt where an action can be done twice. */
function wantedKinds(actions: readonly (readonly [string, Action])[]): string[] {
  const canDouble = actions.some(([, { idempotency }]) => idempotency === "none");
  return ["reauthorise", "refused", "retry", "throttle", ...(canDouble ? ["uncertain"] : [])];
}

for (const { id, provider, actions, vectors } of outboundCases) {
  describe(`the actions of ${id}`, () => {
    it("all have samples of requests, of inputs that are refused, and of what comes of them", () => {
      expect(Object.keys(vectors.actions).sort()).toEqual(actions.map(([name]) => name).sort());
      for (const { requests, invalid, results } of Object.values(vectors.actions)) {
        expect([requests.length, invalid.length, results.length]).not.toContain(0);
      }
    });

    it.runIf(provider.costReading !== undefined)("read what messages cost by an action that can", () => {
      const { action: name = "", input, settledAfterDays } = provider.costReading ?? {};
      const action = provider.actions?.[name];
      expect(action?.input.safeParse(input?.("2026-07-01")).error).toBeUndefined();
      expect([action?.costs, action?.idempotency, settledAfterDays]).toEqual([
        expect.any(Function),
        "key",
        expect.toSatisfy((days: number) => days >= 1 && days <= 7),
      ]);
    });

    it("have samples of every kind of answer", () => {
      const kinds = new Set<string>(vectors.answers.map(({ outcome }) => outcome.kind));
      expect(wantedKinds(actions).filter((kind) => !kinds.has(kind))).toEqual([]);
    });

    it("may be made without a doubt, or say what a doubt leads to", () => {
      for (const [name, action] of actions) {
        expect(name).toMatch(/^[a-z_]+\.[a-z_]+$/);
        expect(action.description).toMatch(/^[A-Z].*\.$/);
        expect(new URL(action.docs).protocol).toBe("https:");
        expect(action.onUncertain === "resend" && action.idempotency === "none").toBe(false);
        expect(action.lookup !== undefined).toBe(action.onUncertain === "lookup");
        // nobody can ask for several at once
        expect(action.lookup !== undefined && action.batch !== undefined).toBe(false);
        const mayDouble = action.idempotency === "none" || action.keyLifetimeSeconds !== undefined;
        expect([name, action.lookup === undefined && mayDouble]).toEqual([
          name,
          action.noLookup !== undefined,
        ]);
        expect(action.noLookup ?? "It can be asked for.").toMatch(/^[A-Z].{7,}\.$/);
        expect(action.keyLifetimeSeconds !== undefined && action.idempotency === "none").toBe(false);
      }
    });

    it("send a channel's messages by actions that there are, which fit its messages", () => {
      const names = actions.map(([name]) => name);
      const samples = vectors.messages ?? [];
      for (const [channel, rule] of Object.entries(provider.channels ?? {})) {
        const own = [rule.action, ...(rule.also ?? [])];
        expect(names).toEqual(expect.arrayContaining(own));
        const ofChannel = samples.map(({ message }) => message).filter((one) => one.channel === channel);
        expect(ofChannel).not.toEqual([]);
        for (const [way, part] of [
          [rule.media, "mediaUrls"],
          [rule.templates, "template"],
        ] as const) {
          expect(own).toContain(way?.action ?? rule.action);
          expect(way === undefined || ofChannel.some((one) => one[part] !== undefined)).toBe(true);
        }
      }
    });

    for (const { title, message, config = {}, action, input } of vectors.messages ?? []) {
      it(`message: ${title}`, () => {
        const rule = provider.channels?.[message.channel];
        const way = rule === undefined ? null : wayOf(rule, message);
        expect(way?.action).toBe(action ?? rule?.action);
        expect(way?.fault?.(message) ?? null).toBeNull();
        const made = way?.toInput(message, config);
        expect(made).toEqual(input);
        expect(provider.actions?.[way?.action ?? ""]?.input.safeParse(made).error).toBeUndefined();
      });
    }

    for (const { title, message, field } of vectors.uncarried ?? []) {
      it(`carries no ${title}`, () => {
        const rule = provider.channels?.[message.channel];
        const way = rule === undefined ? null : wayOf(rule, message);
        expect(way?.fault?.(message)?.field).toBe(field);
      });
    }

    for (const vector of vectors.answers) {
      it(`answer: ${vector.title}`, async () => {
        const answer = await readAnswer(responseOf(vector));
        const { idempotency } = vector;
        const meant = actions.filter(
          ([, action]) => idempotency === undefined || action.idempotency === idempotency,
        );
        expect(meant).not.toEqual([]);
        for (const [, action] of meant) {
          const { message, ...outcome } = {
            message: "ok",
            ...classifyAnswer(provider, action, answer, ANSWERED_AT),
          };
          expect(outcome).toEqual(vector.outcome);
          expect(message).not.toBe("");
        }
      });
    }

    it("are told apart by any answer, which never throws", () => {
      const words = new Set(JSON.stringify(vectors.answers).match(/\w+/g));
      const word = fc.constantFrom(...words, "id", "sid", "status", "ok", "error");
      const body = fc.oneof(
        fc.jsonValue({ maxDepth: 2 }),
        fc.dictionary(word, fc.oneof(word, fc.jsonValue({ maxDepth: 1 }), fc.dictionary(word, word))),
      );
      fc.assert(
        fc.property(fc.integer({ min: 200, max: 599 }), body, (status, drawn) => {
          const answer = answerOf({ status, body: drawn });
          for (const [, action] of actions) {
            const outcome = classifyAnswer(provider, action, answer, ANSWERED_AT);
            expect(outcome.kind === "ok" ? status : 200).toBeLessThan(300);
            expect(outcome.kind === "ok" || outcome.code !== "").toBe(true);
            expect(action.result(answer).externalId).not.toBe("");
          }
        }),
      );
    });
  });

  describe.each(actions)(`${id}'s %s`, (name, action) => {
    const { requests, invalid, results } = vectorsOf(vectors, name);

    for (const { title, input, connection = vectors.connection, request } of requests) {
      it(`request: ${title}`, async () => {
        const { call, sent } = recordingCall(provider, connection);
        await action.send(input, call);
        expect(sent.map((one) => comparable(one, request))).toEqual([request]);
      });
    }

    for (const { title, input, path } of invalid) {
      it(`refuses: ${title}`, () => {
        const issues = action.input.safeParse(input).error?.issues ?? [];
        const paths = issues.flatMap((issue) =>
          issue.code === "unrecognized_keys"
            ? issue.keys.map((key) => [...issue.path, key].join("."))
            : [issue.path.join(".")],
        );
        expect(paths).toContain(path);
      });
    }

    for (const { title, result, costs, ...given } of results) {
      it(`result: ${title}`, async () => {
        const answer = await readAnswer(responseOf(given));
        expect(classifyAnswer(provider, action, answer, ANSWERED_AT)).toEqual({ kind: "ok" });
        expect(action.result(answer)).toEqual(result);
        expect(action.costs?.(answer)).toEqual(costs);
      });
    }

    it.runIf(action.isDone !== undefined)("knows what there is nothing to do for", async () => {
      const { done = [] } = vectorsOf(vectors, name);
      expect(done).not.toEqual([]);
      for (const given of done) {
        const answer = await readAnswer(responseOf(given));
        expect([classifyAnswer(provider, action, answer, ANSWERED_AT).kind, action.isDone?.(answer)]).toEqual(
          ["refused", true],
        );
        expect(action.result(answer).externalId).toBeNull();
      }
      for (const status of [400, 401, 403, 409, 422, 429, 500, 503]) {
        expect(action.isDone?.(answerOf({ status, body: done[0]?.body }))).toBe(false);
      }
    });

    it.runIf(action.lookup !== undefined)("is looked up as the samples say", async () => {
      expect(new URL(action.lookup?.docs ?? "").protocol).toBe("https:");
      expect(action.lookup?.afterSeconds).toBeGreaterThan(0);
      const { lookups = [] } = vectorsOf(vectors, name);
      const found = lookups.flatMap(({ answers }) => answers.map(({ result }) => result !== null));
      expect([found.includes(true), found.includes(false)]).toEqual([true, true]);
      for (const { input, connection = vectors.connection, request, answers } of lookups) {
        const { call, sent } = recordingCall(provider, connection);
        await action.lookup?.send(input, { ...call, since: ANSWERED_AT });
        expect(sent.map((one) => (request === null ? one : comparable(one, request)))).toEqual(
          request === null ? [] : [request],
        );
        for (const { answer, result } of answers) {
          const read = await readAnswer(responseOf(answer));
          expect(action.lookup?.found(read, { input, reference: SAMPLE_REFERENCE })).toEqual(result);
        }
      }
    });

    it.runIf(action.lookup !== undefined)("finds nothing in an answer that does not name the job", () => {
      fc.assert(
        fc.property(fc.oneof(fc.jsonValue(), fc.record({ data: fc.array(fc.jsonValue()) })), (body) => {
          const asked = { input: action.example, reference: SAMPLE_REFERENCE };
          expect(action.lookup?.found(answerOf({ status: 200, body }), asked)).toBeNull();
        }),
      );
    });

    const { retrieves } = action;
    it.runIf(retrieves?.kind === "records")("has samples of what its answers mean to the platform", () => {
      expect(vectorsOf(vectors, name).retrieved ?? []).not.toEqual([]);
    });

    for (const { title, input, retrieved, ...given } of vectorsOf(vectors, name).retrieved ?? []) {
      it(`retrieves: ${title}`, async () => {
        const answer = await readAnswer(responseOf(given));
        const reading = retrieves?.kind === "records" ? retrieves : null;
        expect(reading?.isAnswer(answer) || given.status === 200).toBe(true);
        const read = () => reading?.read(input, answer, ANSWERED_AT);
        if (retrieved === "unreadable") {
          expect(read).toThrow(TypeError);
        } else {
          expect(read()).toEqual(retrieved);
          expect(action.input.safeParse(retrieved.next ?? input).error).toBeUndefined();
        }
      });
    }

    it("makes one request of its example, to the provider, with the job's id where the provider minds it", async () => {
      expect(action.input.safeParse(action.example).error).toBeUndefined();
      const { call, sent } = recordingCall(provider, vectors.connection);
      await action.send(action.example, call);
      expect(sent).toHaveLength(1);
      for (const { url, headers, body } of sent) {
        const bases = [provider.baseUrl ?? "", ...(vectors.origins ?? []).map((origin) => `${origin}/`)];
        expect(bases.some((base) => url.startsWith(base))).toBe(true);
        const parts = [...headers.values(), body];
        expect(action.idempotency === "none" || parts.some((part) => part.includes(SAMPLE_REFERENCE))).toBe(
          true,
        );
      }
    });

    it("makes the same request each time, so that a repeat is one under the same key", async () => {
      const recorded = [1, 2].map(() => recordingCall(provider, vectors.connection));
      for (const { call } of recorded) {
        await action.send(action.example, call);
      }
      const [first, second] = recorded.map(({ sent }) =>
        sent.map(({ headers, ...rest }) => ({ ...rest, headers: [...headers] })),
      );
      expect(second).toEqual(first);
    });

    it.runIf(action.batch !== undefined)(
      "takes several at once in one request, the same each time",
      async () => {
        const references = ["job_first", "job_second"];
        const items = references.map((reference) => ({ input: action.example, reference }));
        const recorded = [1, 2].map(() => recordingCall(provider, vectors.connection));
        for (const { call } of recorded) {
          await action.batch?.send(items, call);
        }
        const [first, second] = recorded.map(({ sent }) =>
          sent.map(({ headers, ...rest }) => ({ ...rest, headers: [...headers] })),
        );
        expect(second).toEqual(first);
        expect(first).toHaveLength(1);
        // what may be asked for twice needs no reference of each
        const named = action.batch?.independent === undefined ? references : [];
        for (const reference of [...named, ...(action.idempotency === "key" ? [SAMPLE_REFERENCE] : [])]) {
          expect(JSON.stringify(first)).toContain(reference);
        }
        expect(action.batch?.max).toBeGreaterThan(1);
        expect(new URL(action.batch?.docs ?? "").protocol).toBe("https:");
      },
    );

    it.runIf(action.batch?.blamed !== undefined)("has samples of several that are refused for some", () => {
      const answers = (vectorsOf(vectors, name).batches ?? []).flatMap((one) => one.answers);
      const blames = answers.map(({ results: said }) => "blamed" in said && Object.keys(said.blamed).length);
      expect(blames).toEqual(expect.arrayContaining([false, 0, 1]));
      expect(answers.every(({ answer, results: said }) => answer.status < 300 !== "blamed" in said)).toBe(
        true,
      );
    });

    for (const { title, inputs, request, answers, ...one } of vectorsOf(vectors, name).batches ?? []) {
      it(`several in one request: ${title}`, async () => {
        const items = inputs.map((input, index) => ({ input, reference: `job_${index}` }));
        const { call, sent } = recordingCall(provider, one.connection ?? vectors.connection);
        expect(items.every(({ input }) => action.batch?.takes(input))).toBe(true);
        expect(new Set(items.map(({ input }) => action.batch?.alike?.(input))).size).toBe(1);
        await action.batch?.send(items, call);
        expect(sent.map((made) => comparable(made, request))).toEqual([request]);
        for (const { answer, results: said } of answers) {
          const read = await readAnswer(responseOf(answer));
          if ("blamed" in said) {
            const blamed = [...(action.batch?.blamed?.(read, items) ?? [])];
            expect(Object.fromEntries(blamed.map(([index, { code }]) => [index, code]))).toEqual(said.blamed);
          } else {
            expect(action.batch?.results(read, items)).toEqual(said);
          }
        }
      });
    }

    it.runIf(action.batch?.blamed !== undefined)(
      "blames only items that there are, whatever the answer",
      () => {
        const pointer = fc
          .tuple(
            fc.constantFrom(
              "/data",
              "/data/attributes/profiles/data",
              "/data/attributes/events-bulk-create/data",
            ),
            fc.oneof(fc.integer({ min: -1, max: 4 }), fc.string({ maxLength: 4 })),
          )
          .map((parts) => parts.join("/"));
        const errors = fc.array(fc.record({ code: fc.string(), source: fc.record({ pointer }) }), {
          maxLength: 4,
        });
        const items = ["job_1", "job_2"].map((reference) => ({ input: action.example, reference }));
        fc.assert(
          fc.property(fc.oneof(fc.jsonValue(), fc.record({ errors })), (body) => {
            const blamed = action.batch?.blamed?.(answerOf({ status: 400, body }), items) ?? new Map();
            expect([...blamed.keys()].every((index) => index === 0 || index === 1)).toBe(true);
          }),
        );
      },
    );

    it.runIf(action.batch !== undefined)("says of each item what became of it, whatever the answer", () => {
      const list = fc.array(fc.record({ id: fc.string(), index: fc.integer({ min: -1, max: 4 }) }), {
        maxLength: 4,
      });
      fc.assert(
        fc.property(fc.oneof(fc.jsonValue(), fc.record({ data: list, errors: list })), (body) => {
          const items = ["job_1", "job_2", "job_3"].map((reference) => ({
            input: action.example,
            reference,
          }));
          const results = action.batch?.results(answerOf({ status: 200, body }), items) ?? [];
          expect(results).toHaveLength(3);
        }),
      );
    });

    it("hands back the provider's answer as it came, and fails as the request does", async () => {
      const { call } = recordingCall(provider, vectors.connection, [
        { status: 402, headers: { "x-told": "1" }, body: { error: { code: "told" } } },
      ]);
      const response = await action.send(action.example, call);
      expect([response.status, response.headers.get("x-told")]).toEqual([402, "1"]);
      expect(await response.json()).toEqual({ error: { code: "told" } });
      const failure = Object.assign(new Error("closed"), { code: "ECONNRESET" });
      let tries = 0;
      const broken = async () => {
        tries += 1;
        throw failure;
      };
      await expect(action.send(action.example, { ...call, fetch: broken })).rejects.toBe(failure);
      expect(tries).toBe(1);
    });

    it("shows no credential in its URL, nor in its result when the answer repeats it", async () => {
      const { call, sent } = recordingCall(provider, vectors.connection);
      await action.send(action.example, call);
      const secrets = secretsOf(provider, vectors.connection);
      expect(secrets.length).toBeGreaterThan(0);
      const shown = results.map(({ status, body }) => {
        const repeated = { ...(body as object), ...vectors.connection.credentials, echo: secrets };
        return action.result(answerOf({ status, body: repeated }));
      });
      for (const secret of secrets) {
        expect(sent.map(({ url }) => url).join()).not.toContain(secret);
        expect(JSON.stringify(shown)).not.toContain(secret);
      }
    });

    it("describes its input as a JSON Schema, each refusal of a field by its place", () => {
      const schema = z.toJSONSchema(action.input, { io: "input", unrepresentable: "any" });
      expect(schema).toMatchObject({ type: "object", additionalProperties: false });
      expect(action.input.safeParse({ "not a field": 1 }).success).toBe(false);
    });
  });
}
