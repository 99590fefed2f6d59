import type { RegistrationVectors, SampleConnection } from "../vectors.ts";

/** Ids and answers of https://resend.com/docs/api-reference/webhooks */
const ID = "4dd369bc-aa82-4ff3-97de-514ae3000ee0";
const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const order = {
  url: "https://hooks.example.com/webhooks/resend/ep_1",
  events: ["email.sent", "email.bounced"],
};

/** The registration's requests with a connection's key. */
export function registrationVectors({ credentials }: SampleConnection): RegistrationVectors {
  const headers = { authorization: `Bearer ${credentials.apiKey}`, "user-agent": "causeway" };
  const json = { ...headers, "content-type": "application/json" };
  const one = { url: `https://api.resend.com/webhooks/${ID}` };
  return {
    order,
    list: {
      request: { method: "GET", url: "https://api.resend.com/webhooks?limit=100", headers },
      answer: {
        status: 200,
        body: {
          object: "list",
          has_more: false,
          data: [
            {
              id: ID,
              created_at: "2023-10-06 23:47:56.678+00",
              status: "disabled",
              endpoint: order.url,
              events: ["email.sent"],
            },
          ],
        },
      },
      webhooks: [{ externalId: ID, url: order.url, enabled: false, events: ["email.sent"] }],
    },
    create: {
      exchanges: [
        {
          request: {
            method: "POST",
            url: "https://api.resend.com/webhooks",
            headers: json,
            body: { json: { endpoint: order.url, events: order.events } },
          },
          answer: { status: 201, body: { object: "webhook", id: ID, signing_secret: SECRET } },
        },
      ],
      made: { externalId: ID, secret: SECRET },
    },
    repair: {
      ...one,
      method: "PATCH",
      headers: json,
      body: { json: { endpoint: order.url, events: order.events, status: "enabled" } },
    },
    remove: { ...one, method: "DELETE", headers },
  };
}
