import { describe, expect, it } from "vitest";
import { validateCredential } from "../../shared/connections/validate.ts";
import { ANSWERED_AT, SAMPLE_REFERENCE } from "../../shared/providers/vectors.ts";
import { comparable, connectionCases, recordingCall, secretsOf } from "./outbound.ts";

for (const { id, provider, vectors } of connectionCases) {
  describe(`connections of ${id}`, () => {
    it("are proven by a call, sampled with a good credential, a bad one, and a provider that fails", () => {
      const verdicts = vectors.connections.map(({ verdict }) => verdict);
      expect(provider.connection).toBeDefined();
      expect(verdicts.some((verdict) => "account" in verdict)).toBe(true);
      expect(new Set(verdicts.flatMap((verdict) => ("status" in verdict ? [verdict.status] : [])))).toEqual(
        new Set(["needs_reauth", "error"]),
      );
    });

    for (const vector of vectors.connections) {
      const { title, connection = vectors.connection, exchanges, verdict, secretInUrl = false } = vector;

      it(`validation: ${title}`, async () => {
        const answers = exchanges.map(({ answer }) => answer);
        const { sent, fetch } = recordingCall(provider, connection, answers);
        const validation = await validateCredential(
          provider,
          { credentials: connection.credentials, config: connection.config ?? {} },
          {
            reference: SAMPLE_REFERENCE,
            settings: { PROVIDER_ORIGINS: {}, ENVIRONMENT: "test" },
            clock: () => ANSWERED_AT,
            fetch,
          },
        );
        expect(validation).toMatchObject(
          "account" in verdict
            ? { valid: true, account: verdict.account }
            : { valid: false, status: verdict.status, error: { code: verdict.code } },
        );
        const requests = exchanges.map(({ request }) => request);
        expect(
          sent.map((one, index) => {
            const expected = requests[index];
            return expected === undefined ? one : comparable(one, expected);
          }),
        ).toEqual(requests);
        for (const secret of secretsOf(provider, connection)) {
          expect(
            sent
              .map(({ url }) => url)
              .join()
              .includes(secret),
          ).toBe(secretInUrl);
          expect(JSON.stringify(validation)).not.toContain(secret);
        }
      });
    }

    it("share the account's limits by a name that is no secret", () => {
      const { credentials } = vectors.connection;
      const key = provider.connection?.accountKey?.(credentials) ?? null;
      expect(key).not.toBe("");
      expect(secretsOf(provider, vectors.connection)).not.toContain(key);
    });
  });
}
