import { type GoodVector, type ProviderVectors, refusals, refused } from "../vectors.ts";
import { outbound } from "./outbound-vectors.ts";
import { version3 } from "./verifier.ts";

const request = {
  source: "signed as HubSpot documents version 3",
  secret: "yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy",
  method: "POST",
  url: "https://hooks.example.com/v1/webhooks/hubspot",
  now: 1_767_225_600_000,
};

const documented: GoodVector = {
  ...request,
  kind: "good",
  title: "verifies version 3",
  headers: {
    "content-type": "application/json",
    "x-hubspot-request-timestamp": "1767225600000",
    "x-hubspot-signature-v3": "AMcauGRetm0Yh6vT+EJ6dcEu6H5d1U9MT0b1H41FOZs=",
  },
  events: [
    { id: "62515:12345:1:123:1564113600000", type: "contact.creation", subject: "123", time: 1564113600000 },
  ],
  source: "@hubspot/api-client, Signature",
  body: '[{"eventId":1,"subscriptionId":12345,"portalId":62515,"occurredAt":1564113600000,"subscriptionType":"contact.creation","attemptNumber":0,"objectId":123,"changeSource":"CRM","changeFlag":"NEW","appId":54321}]',
};

const version2: GoodVector = {
  ...request,
  kind: "good",
  title: "verifies version 2, a plain hash",
  headers: {
    "content-type": "application/json",
    "x-hubspot-signature-version": "v2",
    "x-hubspot-signature": "ba309ed38eb8e760882f16c62f9983321eb0726bdb6ef9ea8baeeac04f1b41e0",
  },
  events: [
    { id: "62515:12345:1:123:1564113600000", type: "contact.creation", subject: "123", time: 1564113600000 },
  ],
  source: "@hubspot/api-client, Signature",
  body: '[{"eventId":1,"subscriptionId":12345,"portalId":62515,"occurredAt":1564113600000,"subscriptionType":"contact.creation","attemptNumber":0,"objectId":123,"changeSource":"CRM","changeFlag":"NEW","appId":54321}]',
};

const version1: GoodVector = {
  ...request,
  kind: "good",
  title: "verifies version 1, a plain hash of the body alone",
  headers: {
    "content-type": "application/json",
    "x-hubspot-signature-version": "v1",
    "x-hubspot-signature": "232db2615f3d666fe21a8ec971ac7b5402d33b9a925784df3ca654d05f4817de",
  },
  events: [
    { id: "62515:12345:1:123:1564113600000", type: "contact.creation", subject: "123", time: 1564113600000 },
  ],
  source: "@hubspot/api-client, Signature",
  body: '[{"eventId":1,"subscriptionId":12345,"portalId":62515,"occurredAt":1564113600000,"subscriptionType":"contact.creation","attemptNumber":0,"objectId":123,"changeSource":"CRM","changeFlag":"NEW","appId":54321}]',
};

const decoded: GoodVector = {
  ...request,
  kind: "good",
  title: "verifies a URL whose escapes HubSpot decoded before it signed",
  headers: {
    "content-type": "application/json",
    "x-hubspot-request-timestamp": "1767225600000",
    "x-hubspot-signature-v3": "K3g/bLQUWcodKxVEXqYvkWaow9H2NRvZwmJIiS2FNfs=",
  },
  events: [
    { id: "62515:12345:1:123:1564113600000", type: "contact.creation", subject: "123", time: 1564113600000 },
  ],
  url: "https://hooks.example.com/v1/webhooks/hubspot?u=https%3A%2F%2Fa.example%2Fx%20y%3Bz",
  source: "signed with the URL as documented",
  body: '[{"eventId":1,"subscriptionId":12345,"portalId":62515,"occurredAt":1564113600000,"subscriptionType":"contact.creation","attemptNumber":0,"objectId":123,"changeSource":"CRM","changeFlag":"NEW","appId":54321}]',
};

const changes: GoodVector = {
  ...request,
  kind: "good",
  title: "splits a batch of changes that share a number",
  headers: {
    "content-type": "application/json",
    "x-hubspot-request-timestamp": "1767225600000",
    "x-hubspot-signature-v3": "ZQCFpxgJax3XCusvvXNGHICebZhRZoemdnvsSGJSgak=",
  },
  events: [
    {
      id: "62515:12346:2:124:1767225600000:firstname",
      type: "contact.propertyChange",
      subject: "124",
      time: 1767225600000,
    },
    {
      id: "62515:12346:2:124:1767225600000:lastname",
      type: "contact.propertyChange",
      subject: "124",
      time: 1767225600000,
    },
  ],
  body: '[{"eventId":2,"subscriptionId":12346,"portalId":62515,"appId":54321,"occurredAt":1767225600000,"subscriptionType":"contact.propertyChange","attemptNumber":1,"objectId":124,"propertyName":"firstname","propertyValue":"Zoë","changeSource":"CRM"},{"eventId":2,"subscriptionId":12346,"portalId":62515,"appId":54321,"occurredAt":1767225600000,"subscriptionType":"contact.propertyChange","attemptNumber":1,"objectId":124,"propertyName":"lastname","propertyValue":"Müller","changeSource":"CRM"}]',
};

const deletion: GoodVector = {
  ...request,
  kind: "good",
  title: "reads a deletion for privacy",
  headers: {
    "content-type": "application/json",
    "x-hubspot-request-timestamp": "1767225600000",
    "x-hubspot-signature-v3": "Yu/U/MxPTUTZ3RSadlctiAaiJ7QYQb9ePoqrf+GgJJA=",
  },
  events: [
    {
      id: "62515:12347:3:125:1767225600000",
      type: "contact.privacyDeletion",
      subject: "125",
      time: 1767225600000,
    },
  ],
  body: '[{"eventId":3,"subscriptionId":12347,"portalId":62515,"appId":54321,"occurredAt":1767225600000,"subscriptionType":"contact.privacyDeletion","attemptNumber":0,"objectId":125}]',
};

const unparsed: GoodVector = {
  ...request,
  kind: "good",
  title: "keeps a body that is no JSON",
  headers: {
    "content-type": "application/json",
    "x-hubspot-request-timestamp": "1767225600000",
    "x-hubspot-signature-v3": "vcT6wyNrvODOEcmfgZ1Mp6Z2TGF5JB0rsGE00PUvkGQ=",
  },
  events: "unparsed",
  body: "Zoë",
};

export const vectors: ProviderVectors = {
  webhooks: [
    documented,
    version2,
    version1,
    decoded,
    changes,
    deletion,
    unparsed,
    ...refusals(documented, {
      header: "x-hubspot-signature-v3",
      otherSecret: "zzzzzzzz-zzzz-zzzz-zzzz-zzzzzzzzzzzz",
      staleAfterMs: 300001,
    }),
    ...refusals(version2, {
      header: "x-hubspot-signature",
      otherSecret: "zzzzzzzz-zzzz-zzzz-zzzz-zzzzzzzzzzzz",
    }),
    ...refusals(version1, {
      header: "x-hubspot-signature",
      otherSecret: "zzzzzzzz-zzzz-zzzz-zzzz-zzzzzzzzzzzz",
    }),
    refused(documented, {
      kind: "tampered",
      title: "does not fall back to version 1 where version 3 fails",
      headers: {
        ...documented.headers,
        "x-hubspot-signature-v3": "AAAA",
        "x-hubspot-signature": "232db2615f3d666fe21a8ec971ac7b5402d33b9a925784df3ca654d05f4817de",
        "x-hubspot-signature-version": "v1",
      },
      verdict: "invalid_signature",
    }),
    refused(version1, {
      kind: "incomplete",
      title: "refuses a version that there is not",
      headers: { ...version1.headers, "x-hubspot-signature-version": "v9" },
      verdict: "header_malformed",
    }),
  ],
  signing: version3([]),
  outbound,
};
