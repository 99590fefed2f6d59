import { at, nameOf } from "../../model/read.ts";
import { type Trial, trialName } from "../trial.ts";
import { authorization } from "./auth.ts";

const SERVICES_URL = "https://messaging.twilio.com/v1/Services";

export const trial: Trial = {
  what: "a messaging service without numbers",
  docs: "https://www.twilio.com/docs/messaging/api/service-resource#create-a-service-resource",
  create: (call) =>
    call.fetch(SERVICES_URL, {
      method: "POST",
      headers: { authorization: authorization(call), "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({ FriendlyName: trialName(call) }).toString(),
    }),
  created: ({ body }) => nameOf(at(body, "sid")),
  remove: (id, call) =>
    call.fetch(`${SERVICES_URL}/${encodeURIComponent(id)}`, {
      method: "DELETE",
      headers: { authorization: authorization(call) },
    }),
  samples: {
    create: {
      request: {
        method: "POST",
        url: "https://messaging.twilio.com/v1/Services",
        headers: {},
        body: { form: [["FriendlyName", "Causeway job_01jz8w3f6he5v8t2q4c0n7x9ka"]] },
      },
      answer: {
        status: 201,
        body: {
          sid: "MG00000000000000000000000000000001",
          friendly_name: "Causeway job_01jz8w3f6he5v8t2q4c0n7x9ka",
        },
      },
    },
    id: "MG00000000000000000000000000000001",
    remove: {
      request: {
        method: "DELETE",
        url: "https://messaging.twilio.com/v1/Services/MG00000000000000000000000000000001",
        headers: {},
      },
      answer: { status: 204, body: "" },
    },
  },
};
