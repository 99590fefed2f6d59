import { at, idOf } from "../../model/read.ts";
import type { Call } from "../action.ts";
import { sendJson, type Trial, trialName } from "../trial.ts";

function headersOf({ credentials }: Pick<Call, "credentials">): Record<string, string> {
  return { authorization: `Bearer ${credentials.accessToken ?? ""}` };
}

/** @throws TypeError before the user info has named the account's address */
function connectUrl({ credentials }: Pick<Call, "credentials">): string {
  const { accountId = "", baseUri = "" } = credentials;
  return `${new URL(baseUri).origin}/restapi/v2.1/accounts/${encodeURIComponent(accountId)}/connect`;
}

export const trial: Trial = {
  what: "a Connect configuration that publishes nothing",
  docs: "https://developers.docusign.com/docs/esign-rest-api/reference/connect/connectconfigurations/create/",
  create: (call) =>
    sendJson(call, {
      url: connectUrl(call),
      headers: headersOf(call),
      body: {
        name: trialName(call),
        configurationType: "custom",
        urlToPublishTo: `https://example.com/${call.reference}`,
        allowEnvelopePublish: "false",
      },
    }),
  created: ({ body }) => idOf(at(body, "connectId")),
  remove: (id, call) =>
    call.fetch(`${connectUrl(call)}/${encodeURIComponent(id)}`, {
      method: "DELETE",
      headers: headersOf(call),
    }),
  samples: {
    create: {
      request: {
        method: "POST",
        url: "https://eu.docusign.net/restapi/v2.1/accounts/a-2/connect",
        headers: { authorization: "Bearer eyJTEST.docusign.TEST" },
        body: {
          json: {
            name: "Causeway job_01jz8w3f6he5v8t2q4c0n7x9ka",
            configurationType: "custom",
            urlToPublishTo: "https://example.com/job_01jz8w3f6he5v8t2q4c0n7x9ka",
            allowEnvelopePublish: "false",
          },
        },
      },
      answer: { status: 201, body: { connectId: "10110" } },
    },
    id: "10110",
    remove: {
      request: {
        method: "DELETE",
        url: "https://eu.docusign.net/restapi/v2.1/accounts/a-2/connect/10110",
        headers: { authorization: "Bearer eyJTEST.docusign.TEST" },
      },
      answer: { status: 200, body: {} },
    },
  },
};
