import { type GoodVector, type ProviderVectors, refusals } from "../vectors.ts";
import { access } from "./access-vectors.ts";
import { outbound } from "./outbound-vectors.ts";

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
  effects: [
    {
      kind: "record",
      record: "user",
      externalId: "user_29w83sxmDNGwOuEthce5gg56FcC",
      status: "active",
      isNew: true,
      fields: { email: null, phone: null, firstName: "Zoë", lastName: null },
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
  effects: [
    {
      kind: "record",
      record: "user",
      externalId: "user_29w83sxmDNGwOuEthce5gg56FcD",
      status: "deleted",
      fields: { email: null, phone: null, firstName: null, lastName: null },
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
  effects: [
    {
      kind: "record",
      record: "membership",
      externalId: "orgmem_29w9IptNja3mP8GDXpquBwN2qR9",
      status: "active",
      fields: { userId: null, organizationId: null, role: null, permissions: [] },
    },
  ],
  body: '{"data":{"id":"orgmem_29w9IptNja3mP8GDXpquBwN2qR9"},"object":"event","type":"organizationMembership.created","timestamp":1767225600000}',
};

const reachable: GoodVector = {
  ...request,
  kind: "good",
  title: "reads a user's primary address and number",
  headers: {
    "content-type": "application/json",
    "svix-id": "msg_clerk_5",
    "svix-timestamp": "1767225600",
    "svix-signature": "v1,6/0JyGg+UJ0TTpyHndEpHMyQb12qZ0uKvwhXShrTSFU=",
  },
  events: [
    {
      id: "msg_clerk_5",
      type: "user.updated",
      subject: "user_2g7np7Hrk0SN6kj5EDMLDaKNL0S",
      time: 1767225600000,
    },
  ],
  effects: [
    {
      kind: "record",
      record: "user",
      externalId: "user_2g7np7Hrk0SN6kj5EDMLDaKNL0S",
      status: "active",
      fields: { email: "john@acme.com", phone: "+12015550123", firstName: "John", lastName: "Doe" },
    },
  ],
  body: '{"data":{"object":"user","id":"user_2g7np7Hrk0SN6kj5EDMLDaKNL0S","primary_email_address_id":"idn_2","primary_phone_number_id":"idn_3","first_name":"John","last_name":"Doe","email_addresses":[{"id":"idn_1","object":"email_address","email_address":"old@acme.com"},{"id":"idn_2","object":"email_address","email_address":"john@acme.com"}],"phone_numbers":[{"id":"idn_3","object":"phone_number","phone_number":"+12015550123"}],"banned":false,"locked":false,"updated_at":1767225600000},"object":"event","type":"user.updated","timestamp":1767225600000,"instance_id":"ins_123"}',
};

const organization: GoodVector = {
  ...request,
  kind: "good",
  title: "reads an organization",
  headers: {
    "content-type": "application/json",
    "svix-id": "msg_clerk_6",
    "svix-timestamp": "1767225600",
    "svix-signature": "v1,+N0YR2daUIH5Y/02RYT3Ys6siD3+gl4dJYeIqKDJbRY=",
  },
  events: [
    {
      id: "msg_clerk_6",
      type: "organization.created",
      subject: "org_2g7np7Hrk0SN6kj5EDMLDaKNL0S",
      time: 1767225600000,
    },
  ],
  effects: [
    {
      kind: "record",
      record: "organization",
      externalId: "org_2g7np7Hrk0SN6kj5EDMLDaKNL0S",
      status: "active",
      fields: { name: "Acme Corp", slug: "acme-corp" },
    },
  ],
  body: '{"data":{"object":"organization","id":"org_2g7np7Hrk0SN6kj5EDMLDaKNL0S","name":"Acme Corp","slug":"acme-corp","members_count":1,"created_by":"user_2g7np7Hrk0SN6kj5EDMLDaKNL0S","created_at":1767225600000,"updated_at":1767225600000},"object":"event","type":"organization.created","timestamp":1767225600,"instance_id":"ins_123"}',
};

const member: GoodVector = {
  ...request,
  kind: "good",
  title: "reads a membership with its role and permissions",
  headers: {
    "content-type": "application/json",
    "svix-id": "msg_clerk_7",
    "svix-timestamp": "1767225600",
    "svix-signature": "v1,WSzSHmBCAv5s4z4yLb7rc7Eo/26wGellYyXeXuF0v0M=",
  },
  events: [
    {
      id: "msg_clerk_7",
      type: "organizationMembership.updated",
      subject: "orgmem_2g7np7Hrk0SN6kj5EDMLDaKNL0S",
      time: 1767225600000,
    },
  ],
  effects: [
    {
      kind: "record",
      record: "membership",
      externalId: "orgmem_2g7np7Hrk0SN6kj5EDMLDaKNL0S",
      status: "active",
      fields: {
        userId: "user_2h8op3Isl1QR7tKu5FGNfaLKEoU",
        organizationId: "org_2g7np7Hrk0SN6kj5EDMLDaKNL0S",
        role: "org:member",
        permissions: ["org:posts:read", "org:posts:write"],
      },
    },
  ],
  body: '{"data":{"object":"organization_membership","id":"orgmem_2g7np7Hrk0SN6kj5EDMLDaKNL0S","role":"org:member","role_name":"Member","permissions":["org:posts:read","org:posts:write"],"organization":{"object":"organization","id":"org_2g7np7Hrk0SN6kj5EDMLDaKNL0S","name":"Acme Corp","slug":"acme-corp"},"public_user_data":{"user_id":"user_2h8op3Isl1QR7tKu5FGNfaLKEoU","first_name":"Jane","last_name":"Doe","identifier":"jane.doe@acme.com"},"created_at":1767225600000,"updated_at":1767225600000},"object":"event","type":"organizationMembership.updated","timestamp":1767225600,"instance_id":"ins_123"}',
};

const session: GoodVector = {
  ...request,
  kind: "good",
  title: "reads a session that was revoked",
  headers: {
    "content-type": "application/json",
    "svix-id": "msg_clerk_8",
    "svix-timestamp": "1767225600",
    "svix-signature": "v1,3uTpSyoaB2/FKsvRaOVu2jBScCqM7V+ONr4+ZK2k8GE=",
  },
  events: [
    {
      id: "msg_clerk_8",
      type: "session.revoked",
      subject: "sess_2g7np7Hrk0SN6kj5EDMLDaKNL0S",
      time: 1767225600000,
    },
  ],
  effects: [
    {
      kind: "record",
      record: "session",
      externalId: "sess_2g7np7Hrk0SN6kj5EDMLDaKNL0S",
      status: "ended",
      fields: { userId: "user_2g7np7Hrk0SN6kj5EDMLDaKNL0S", actorId: null },
    },
  ],
  body: '{"data":{"object":"session","id":"sess_2g7np7Hrk0SN6kj5EDMLDaKNL0S","user_id":"user_2g7np7Hrk0SN6kj5EDMLDaKNL0S","client_id":"client_2g7np7Hrk0SN6kj5EDMLDaKNL0S","actor":null,"status":"revoked","last_active_organization_id":null,"updated_at":1767225600000},"object":"event","type":"session.revoked","timestamp":1767225600,"instance_id":"ins_123"}',
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
    reachable,
    organization,
    member,
    session,
    ...access,
    unparsed,
    ...refusals(documented, {
      header: "svix-signature",
      otherSecret: "whsec_YW5vdGhlci1rZXktb2YtdGhpcnR5LXR3by1ieXRlcw==",
      staleAfterMs: 301000,
    }),
  ],
  outbound,
};
