import { at, idOf } from "../../model/read.ts";
import { sendJson, type Trial, trialName } from "../trial.ts";
import { requestHeaders, userListsUrl } from "./auth.ts";

export const trial: Trial = {
  what: "an audience without members",
  docs: "https://developers.google.com/data-manager/api/reference/rest/v1/accountTypes.accounts.userLists/create",
  create: (call) =>
    sendJson(call, {
      url: userListsUrl(call),
      headers: requestHeaders(call),
      body: {
        displayName: trialName(call),
        membershipDuration: "86400s",
        ingestedUserListInfo: {
          uploadKeyTypes: ["CONTACT_ID"],
          contactIdInfo: { dataSourceType: "DATA_SOURCE_TYPE_FIRST_PARTY" },
        },
      },
    }),
  created: ({ body }) => idOf(at(body, "id")),
  remove: (id, call) =>
    call.fetch(`${userListsUrl(call)}/${encodeURIComponent(id)}`, {
      method: "DELETE",
      headers: requestHeaders(call),
    }),
  samples: {
    create: {
      request: {
        method: "POST",
        url: "https://datamanager.googleapis.com/v1/accountTypes/GOOGLE_ADS/accounts/1234567890/userLists",
        headers: { authorization: "Bearer ya29.TestTestTest" },
        body: {
          json: {
            displayName: "Causeway job_01jz8w3f6he5v8t2q4c0n7x9ka",
            membershipDuration: "86400s",
            ingestedUserListInfo: {
              uploadKeyTypes: ["CONTACT_ID"],
              contactIdInfo: { dataSourceType: "DATA_SOURCE_TYPE_FIRST_PARTY" },
            },
          },
        },
      },
      answer: {
        status: 200,
        body: { name: "accountTypes/GOOGLE_ADS/accounts/1234567890/userLists/77", id: "77" },
      },
    },
    id: "77",
    remove: {
      request: {
        method: "DELETE",
        url: "https://datamanager.googleapis.com/v1/accountTypes/GOOGLE_ADS/accounts/1234567890/userLists/77",
        headers: { authorization: "Bearer ya29.TestTestTest" },
      },
      answer: { status: 200, body: {} },
    },
  },
};
