import { describe, expect, it } from "vitest";
import type { Call } from "../../shared/providers/action.ts";
import type { ExpectedRequest, SampleAnswer } from "../../shared/providers/vectors.ts";
import { answerOf, comparable, outboundCases, recordingCall } from "./outbound.ts";

const cases = outboundCases.flatMap(({ id, provider, vectors: outbound }) => {
  const registration = provider.webhook?.registration;
  const vectors = outbound.registration;
  return registration === undefined && vectors === undefined
    ? []
    : [{ id, provider, outbound, registration, vectors }];
});

for (const { id, provider, outbound, registration, vectors } of cases) {
  describe(`webhooks of ${id} made through its API`, () => {
    if (registration === undefined || vectors === undefined) {
      it("have samples, and samples are of something", () => {
        expect({ registration, vectors }).toMatchObject({ registration: {}, vectors: {} });
      });
      return;
    }
    const { order, connection = outbound.connection, list, create, repair, remove } = vectors;
    const externalId = list.webhooks[0]?.externalId ?? "";

    async function requestsOf(
      make: (call: Call) => Promise<Response>,
      expected: readonly ExpectedRequest[],
      answers: readonly SampleAnswer[] = [],
    ): Promise<unknown> {
      const { call, sent } = recordingCall(provider, connection, answers);
      await make(call);
      return sent.map((one, index) => {
        const request = expected[index];
        return request === undefined ? one : comparable(one, request);
      });
    }

    it("are looked up, with their state, their URL and their types", async () => {
      const sent = await requestsOf((call) => registration.list(call), [list.request]);
      expect(sent).toEqual([list.request]);
      expect(registration.listed(answerOf(list.answer))).toEqual(list.webhooks);
      expect(registration.listed(answerOf({ status: 200, body: "<html>" }))).toEqual([]);
    });

    it("are created for a URL and types, with the secret that they sign with", async () => {
      const requests = create.exchanges.map(({ request }) => request);
      const answers = create.exchanges.map(({ answer }) => answer);
      const sent = await requestsOf((call) => registration.create(order, call), requests, answers);
      expect(sent).toEqual(requests);
      const made = answers.at(-1) ?? { status: 500, body: null };
      expect(registration.created(answerOf(made), connection)).toEqual(create.made);
      expect(registration.created(answerOf({ status: 200, body: {} }), connection)).toBeNull();
    });

    it("are switched on again, and removed", async () => {
      const mended = await requestsOf((call) => registration.repair(externalId, order, call), [repair]);
      expect(mended).toEqual([repair]);
      const removed = await requestsOf((call) => registration.remove(externalId, call), [remove]);
      expect(removed).toEqual([remove]);
    });
  });
}
