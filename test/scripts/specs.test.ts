import { describe, expect, it } from "vitest";
import type { Call } from "../../shared/providers/action.ts";
import type { ProviderDefinition } from "../../shared/providers/define.ts";
import { type ProviderId, providers } from "../../shared/providers/registry.ts";
import type { NoTrial, Trial } from "../../shared/providers/trial.ts";
import { ANSWERED_AT } from "../../shared/providers/vectors.ts";
import { trials } from "../contracts/trials.ts";
import { vectorsByProvider } from "../contracts/vectors.ts";
import {
  type Behind,
  type Description,
  descriptionsOf,
  faultsOf,
  type Request,
} from "./specs/description.ts";

const UP_TO_DATE: Behind = { fields: [], asText: [] };

/**
 * By provider, or by provider and action. Slack's description is of 2021, and of forms, takes a `ts` for a number, and
 * has the token in the query; Resend's lacks what its page on received emails has.
 */
const BEHIND: Readonly<Record<string, Behind>> = {
  resend: { fields: ["html_format"], asText: [] },
  slack: { fields: ["metadata"], asText: ["blocks", "post_at"] },
  "slack message.delete": { fields: ["ts"], asText: [] },
  "slack user.find": { fields: ["token"], asText: [] },
};

/** Ids of webhooks in the forms that the descriptions ask for. */
const EXTERNAL_IDS: Readonly<Record<string, string>> = {
  resend: "4dd369bc-aa82-4ff3-97de-514ae3000ee0",
  twilio: "PN00000000000000000000000000000004",
};

const trialsById: ReadonlyMap<string, Trial | NoTrial> = new Map(Object.entries(trials));

const all: readonly (ProviderDefinition & { readonly id: ProviderId })[] = Object.values(providers);

/** Makes a call with the examples of the provider's own fields, and returns the requests that left. */
async function requestsOf(
  { auth }: ProviderDefinition,
  make: (call: Call) => Promise<Response>,
  given: Readonly<Record<string, string>> = {},
): Promise<Request[]> {
  const sent: Request[] = [];
  await make({
    credentials: { ...Object.fromEntries(auth.fields.map(({ name, example }) => [name, example])), ...given },
    config: {},
    reference: "job_01jz8w3f6he5v8t2q4c0n7x9ka",
    fetch: async (input, init) => {
      const request = new Request(input, init);
      const { method, url, headers } = request;
      sent.push({ method, url, headers, body: await request.text() });
      return Response.json({});
    },
  });
  return sent;
}

describe("the provider's own description", () => {
  for (const provider of all) {
    const descriptions = descriptionsOf(provider.id);
    const behind = BEHIND[provider.id] ?? UP_TO_DATE;

    for (const [name, action] of Object.entries(provider.actions ?? {})) {
      it(`has the request of ${provider.id}'s ${name}, with its fields and their types`, async ({ skip }) => {
        if (descriptions.length === 0) {
          skip(`no description of ${provider.id} lies in ../shared/specs`);
        }
        const requests = await requestsOf(provider, (call) => action.send(action.example, call));
        const behindAction = BEHIND[`${provider.id} ${name}`] ?? behind;
        expect(requests).toHaveLength(1);
        expect(requests.flatMap((request) => faultsOf(request, descriptions, behindAction))).toEqual([]);
      });
    }

    const trial = trialsById.get(provider.id);
    if (trial !== undefined && !("none" in trial)) {
      it(`has nothing against what npm run try makes at ${provider.id}, as far as it has it`, async ({
        skip,
      }) => {
        const made = [
          (call: Call) => trial.create(call, ANSWERED_AT),
          (call: Call) => trial.remove(trial.samples.id, call, ANSWERED_AT),
        ];
        const given = vectorsByProvider[provider.id].outbound?.connection.credentials;
        const requests = (await Promise.all(made.map((make) => requestsOf(provider, make, given)))).flat();
        const faults = requests.map((request) => faultsOf(request, descriptions, behind));
        const described = faults.filter(
          (found) => !found.some((fault) => fault.endsWith("is not described")),
        );
        if (described.length === 0) {
          skip(`no description of ${provider.id} in ../shared/specs has the requests`);
        }
        expect(described.flat()).toEqual([]);
      });
    }

    const { registration } = provider.webhook ?? {};
    if (registration !== undefined) {
      it(`has the requests that manage ${provider.id}'s webhooks`, async ({ skip }) => {
        if (descriptions.length === 0) {
          skip(`no description of ${provider.id} lies in ../shared/specs`);
        }
        const order = { url: "https://hooks.example.com/webhooks/x/ep_1", events: ["a"] };
        const externalId = EXTERNAL_IDS[provider.id] ?? "1";
        const requests = await Promise.all(
          [
            (call: Call) => registration.list(call),
            (call: Call) => registration.create(order, call),
            (call: Call) => registration.repair(externalId, order, call),
            (call: Call) => registration.remove(externalId, call),
          ].map((make) => requestsOf(provider, make)),
        );
        expect(requests.every(({ length }) => length === 1)).toBe(true);
        expect(requests.flat().flatMap((request) => faultsOf(request, descriptions, behind))).toEqual([]);
      });
    }
  }
});

describe("a description", () => {
  const described: Description = {
    servers: [{ url: "https://api.example.com" }],
    paths: {
      "/v1/{account}/things.json": {
        post: {
          parameters: [
            { name: "account", in: "path", required: true, schema: { type: "string", pattern: "^A" } },
            { name: "dry", in: "query", schema: { type: "boolean" } },
          ],
          requestBody: {
            content: {
              any: {
                schema: {
                  type: "object",
                  required: ["name"],
                  properties: { name: { type: "string" }, count: { type: "integer" } },
                },
              },
            },
          },
        },
      },
    },
  };

  function faults(url: string, body: unknown, behind = UP_TO_DATE): string[] {
    const isForm = body instanceof URLSearchParams;
    const request = new Request(`https://api.example.com${url}`, {
      method: "POST",
      body: isForm ? body.toString() : JSON.stringify(body),
      headers: { "content-type": isForm ? "application/x-www-form-urlencoded" : "application/json" },
    });
    const { method, headers } = request;
    const text = isForm ? body.toString() : JSON.stringify(body);
    return faultsOf({ method, url: request.url, headers, body: text }, [described], behind);
  }

  it("takes a request that fits, in JSON and as a form", () => {
    expect(faults("/v1/A1/things.json?dry=true", { name: "x", count: 1 })).toEqual([]);
    expect(faults("/v1/A1/things.json", new URLSearchParams({ name: "1", count: "1" }))).toEqual([]);
  });

  it("names what is missing, unknown or of another type, wherever it stands", () => {
    expect(faults("/v1/A1/things.json", { count: 1 })).toEqual(["missing: name is required"]);
    expect(faults("/v1/A1/things.json", { name: "x", colour: "red" })).toEqual([
      "unknown: colour is not known",
    ]);
    expect(faults("/v1/A1/things.json", { name: 1 })).toEqual(["wrong: name must be of type string"]);
    expect(faults("/v1/A1/things.json", new URLSearchParams({ name: "x", count: "many" }))).toEqual([
      "wrong: count must be of type integer",
    ]);
    expect(faults("/v1/B1/things.json?dry=perhaps", { name: "x" })).toEqual([
      "wrong: account must match ^A",
      "wrong: dry must be of type boolean",
    ]);
  });

  it("has no other path, host or method", () => {
    for (const url of ["/v1/A1/things", "/v1/A1/B/things.json", "/v2/A1/things.json"]) {
      expect(faults(url, { name: "x" })).toEqual([`POST https://api.example.com${url} is not described`]);
    }
  });

  it("is not held against a field that came after it", () => {
    const behind = { fields: ["colour"], asText: ["name"] };
    expect(faults("/v1/A1/things.json", { name: ["x"], colour: "red" }, behind)).toEqual([]);
  });
});
