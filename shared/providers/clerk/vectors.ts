import { type GoodVector, type ProviderVectors, refusals } from "../vectors.ts";

const request = {
  source: "signed by the algorithm of Svix's library",
  secret: "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
  method: "POST",
  url: "https://hooks.example.com/webhooks/clerk/ep_1",
  now: 1_767_225_600_000,
};

const documented: GoodVector = {
  ...request,
  kind: "good",
  title: "verifies what the library of Standard Webhooks signs, under the names of Svix",
  headers: {
    "content-type": "application/json",
    "svix-id": "msg_test_1",
    "svix-timestamp": "1767225600",
    "svix-signature": "v1,wFxi6KpaZ33O993SWDurZF6eR1ew4x/QPaSYwZ4LqAI=",
  },
  events: [{ id: "msg_test_1", type: "test.event", subject: null, time: null }],
  source: "standardwebhooks 1.1.1, which @clerk/backend uses",
  body: '{"id":"evt_1","type":"test.event","data":{"n":1,"name":"Zoë"}}',
};

const user: GoodVector = {
  ...request,
  kind: "good",
  title: "reads a user",
  headers: {
    "content-type": "application/json",
    "svix-id": "msg_clerk_1",
    "svix-timestamp": "1767225600",
    "svix-signature": "v1,BCBzcZPK0RY1uoi9+BEFIEyGUlQy9hL+djE+M/LzrYk=",
  },
  events: [
    {
      id: "msg_clerk_1",
      type: "user.created",
      subject: "user_29w83sxmDNGwOuEthce5gg56FcC",
      time: 1767225600000,
    },
  ],
  body: '{"data":{"id":"user_29w83sxmDNGwOuEthce5gg56FcC","first_name":"Zoë","updated_at":1767225600000},"object":"event","type":"user.created","timestamp":1767225600000,"instance_id":"ins_123"}',
};

const deleted: GoodVector = {
  ...request,
  kind: "good",
  title: "reads a deletion, dated in seconds",
  headers: {
    "content-type": "application/json",
    "svix-id": "msg_clerk_2",
    "svix-timestamp": "1767225600",
    "svix-signature": "v1,ISB86jg3hNJ2cMNCbeYComKZGOTRSp5buNxxBfKnwjY=",
  },
  events: [
    {
      id: "msg_clerk_2",
      type: "user.deleted",
      subject: "user_29w83sxmDNGwOuEthce5gg56FcD",
      time: 1767225600000,
    },
  ],
  body: '{"data":{"id":"user_29w83sxmDNGwOuEthce5gg56FcD","object":"user","deleted":true},"object":"event","type":"user.deleted","timestamp":1767225600,"instance_id":"ins_123"}',
};

const membership: GoodVector = {
  ...request,
  kind: "good",
  title: "reads a membership, under the names of the specification",
  headers: {
    "content-type": "application/json",
    "webhook-id": "msg_clerk_3",
    "webhook-timestamp": "1767225600",
    "webhook-signature": "v1,Z61Fnf8E3LydXvR4dSItsWhPVXPBw9X42pptjlKQvkk=",
  },
  events: [
    {
      id: "msg_clerk_3",
      type: "organizationMembership.created",
      subject: "orgmem_29w9IptNja3mP8GDXpquBwN2qR9",
      time: 1767225600000,
    },
  ],
  body: '{"data":{"id":"orgmem_29w9IptNja3mP8GDXpquBwN2qR9"},"object":"event","type":"organizationMembership.created","timestamp":1767225600000}',
};

const unparsed: GoodVector = {
  ...request,
  kind: "good",
  title: "keeps a body that is no JSON",
  headers: {
    "content-type": "application/json",
    "svix-id": "msg_clerk_4",
    "svix-timestamp": "1767225600",
    "svix-signature": "v1,MFwFZOWv9xNkMYcjMXr4onXVttqIoejWrE4Hm6eoV0Y=",
  },
  events: "unparsed",
  body: "Zoë",
};

export const vectors: ProviderVectors = {
  webhooks: [
    documented,
    user,
    deleted,
    membership,
    unparsed,
    ...refusals(documented, {
      header: "svix-signature",
      otherSecret: "whsec_YW5vdGhlci1rZXktb2YtdGhpcnR5LXR3by1ieXRlcw==",
      staleAfterMs: 301000,
    }),
  ],
};
