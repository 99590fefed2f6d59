import { type GoodVector, type ProviderVectors, refusals } from "../vectors.ts";
import { outbound } from "./outbound-vectors.ts";

const request = {
  source: "signed with HMAC-SHA256 over the body, as documented",
  secret: "sentry-client-secret",
  method: "POST",
  url: "https://hooks.example.com/webhooks/sentry/ep_1",
  now: 1_767_225_600_000,
};

const documented: GoodVector = {
  ...request,
  kind: "good",
  title: "verifies an issue, and joins resource and action to the type",
  headers: {
    "content-type": "application/json",
    "sentry-hook-signature": "f24a2f18bf53ab5da931a5e68aaf53bc05716f1100e11c2a0d692a34f1685fc4",
    "sentry-hook-resource": "issue",
    "sentry-hook-timestamp": "1767225600",
    "request-id": "b8dd0a51-d0a9-4b3c-8f4e-000000000001",
  },
  events: [
    {
      id: "b8dd0a51-d0a9-4b3c-8f4e-000000000001",
      type: "issue.created",
      subject: "1170820242",
      time: 1767225600000,
    },
  ],
  effects: [
    {
      kind: "record",
      record: "issue",
      externalId: "1170820242",
      status: "open",
      fields: { title: "ReferenceError", level: null, project: null, url: null },
    },
  ],
  body: '{"action":"created","installation":{"uuid":"7a485448-a9e2-4c85-8a3c-4f44175783c9"},"data":{"issue":{"id":"1170820242","title":"ReferenceError"}},"actor":{"type":"application","id":"sentry","name":"Sentry"}}',
};

const resolved: GoodVector = {
  ...request,
  kind: "good",
  title: "reads a resolved issue",
  headers: {
    "content-type": "application/json",
    "sentry-hook-signature": "171526d5ee9b072d2e7316705540ad210d3a324d75eb84239779b033fc634966",
    "sentry-hook-resource": "issue",
    "sentry-hook-timestamp": "1767225600",
    "request-id": "b8dd0a51-d0a9-4b3c-8f4e-000000000005",
  },
  events: [
    {
      id: "b8dd0a51-d0a9-4b3c-8f4e-000000000005",
      type: "issue.resolved",
      subject: "1170820242",
      time: 1767225600000,
    },
  ],
  effects: [
    {
      kind: "record",
      record: "issue",
      externalId: "1170820242",
      status: "resolved",
      fields: {
        title: "ReferenceError: blooopy is not defined",
        level: "error",
        project: "front-end",
        url: "https://acme.sentry.io/issues/1170820242/",
      },
    },
  ],
  body: '{"action":"resolved","actor":{"id":"sentry","name":"Sentry","type":"application"},"data":{"issue":{"url":"https://sentry.io/api/0/organizations/acme/issues/1170820242/","web_url":"https://acme.sentry.io/issues/1170820242/","project_url":"https://acme.sentry.io/issues/?project=1","count":"1","culprit":"?(runner)","id":"1170820242","level":"error","permalink":null,"platform":"javascript","project":{"id":"1","name":"front-end","platform":"","slug":"front-end"},"shortId":"FRONT-END-9","status":"resolved","statusDetails":{},"title":"ReferenceError: blooopy is not defined","type":"error"}},"installation":{"uuid":"a8e5d37a-696c-4c54-adb5-b3f28d64c7de"}}',
};

const assigned: GoodVector = {
  ...request,
  kind: "good",
  title: "reads the status of an issue that was assigned",
  headers: {
    "content-type": "application/json",
    "sentry-hook-signature": "a7652724d81f0391b6e7d260aaa34dab69b5036202641dc56bfe8bdc6e52d078",
    "sentry-hook-resource": "issue",
    "sentry-hook-timestamp": "1767225600",
    "request-id": "b8dd0a51-d0a9-4b3c-8f4e-000000000006",
  },
  events: [
    {
      id: "b8dd0a51-d0a9-4b3c-8f4e-000000000006",
      type: "issue.assigned",
      subject: "1170820242",
      time: 1767225600000,
    },
  ],
  effects: [
    {
      kind: "record",
      record: "issue",
      externalId: "1170820242",
      status: "archived",
      fields: {
        title: "ReferenceError: blooopy is not defined",
        level: "error",
        project: "front-end",
        url: "https://acme.sentry.io/issues/1170820242/",
      },
    },
  ],
  body: '{"action":"assigned","actor":{"id":"sentry","name":"Sentry","type":"application"},"data":{"issue":{"url":"https://sentry.io/api/0/organizations/acme/issues/1170820242/","web_url":"https://acme.sentry.io/issues/1170820242/","project_url":"https://acme.sentry.io/issues/?project=1","count":"1","culprit":"?(runner)","id":"1170820242","level":"error","permalink":null,"platform":"javascript","project":{"id":"1","name":"front-end","platform":"","slug":"front-end"},"shortId":"FRONT-END-9","status":"ignored","statusDetails":{},"title":"ReferenceError: blooopy is not defined","type":"error"}},"installation":{"uuid":"a8e5d37a-696c-4c54-adb5-b3f28d64c7de"}}',
};

const alert: GoodVector = {
  ...request,
  kind: "good",
  title: "reads an alert",
  headers: {
    "content-type": "application/json",
    "sentry-hook-signature": "d166b65cd3ab4a2dd5226932939b1d539172ac81579f46ac7ac678fa808fc47b",
    "sentry-hook-resource": "event_alert",
    "sentry-hook-timestamp": "1767225600",
    "request-id": "b8dd0a51-d0a9-4b3c-8f4e-000000000002",
  },
  events: [
    {
      id: "b8dd0a51-d0a9-4b3c-8f4e-000000000002",
      type: "event_alert.triggered",
      subject: "1170820243",
      time: 1767225600000,
    },
  ],
  body: '{"action":"triggered","installation":{"uuid":"7a485448-a9e2-4c85-8a3c-4f44175783c9"},"data":{"event":{"event_id":"e4874d664c3540c1a32eab185f12c5ab","issue_id":"1170820243","title":"Größer als erwartet"},"triggered_rule":"Neue Fehler"}}',
};

const uninstalled: GoodVector = {
  ...request,
  kind: "good",
  title: "reads an uninstallation",
  headers: {
    "content-type": "application/json",
    "sentry-hook-signature": "7b797880f18778e987f6a802afc32b81712e24adc88740c6d9e7ff14b4e7fcf9",
    "sentry-hook-resource": "installation",
    "sentry-hook-timestamp": "1767225600",
    "request-id": "b8dd0a51-d0a9-4b3c-8f4e-000000000003",
  },
  events: [
    {
      id: "b8dd0a51-d0a9-4b3c-8f4e-000000000003",
      type: "installation.deleted",
      subject: "7a485448-a9e2-4c85-8a3c-4f44175783c9",
      time: 1767225600000,
    },
  ],
  body: '{"action":"deleted","installation":{"uuid":"7a485448-a9e2-4c85-8a3c-4f44175783c9"},"data":{}}',
};

const unparsed: GoodVector = {
  ...request,
  kind: "good",
  title: "keeps a body that is no JSON",
  headers: {
    "content-type": "application/json",
    "sentry-hook-signature": "ff968a0d9367006b6e619d45e1d22f1bf9e7249b962cb8f99b66f14b6cdfb642",
    "sentry-hook-resource": "issue",
    "sentry-hook-timestamp": "1767225600",
    "request-id": "b8dd0a51-d0a9-4b3c-8f4e-000000000004",
  },
  events: "unparsed",
  body: "Zoë",
};

export const vectors: ProviderVectors = {
  webhooks: [
    documented,
    resolved,
    assigned,
    alert,
    uninstalled,
    unparsed,
    ...refusals(documented, { header: "sentry-hook-signature", otherSecret: "another" }),
  ],
  outbound,
};
