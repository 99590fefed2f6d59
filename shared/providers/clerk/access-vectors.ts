import type { GoodVector } from "../vectors.ts";

const request = {
  source: "the documented payloads, signed by the algorithm of Svix's library",
  secret: "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
  method: "POST",
  url: "https://hooks.example.com/webhooks/clerk/ep_1",
  now: 1_767_225_600_000,
};

function signed(id: string, signature: string): Readonly<Record<string, string>> {
  return {
    "content-type": "application/json",
    "svix-id": id,
    "svix-timestamp": "1767225600",
    "svix-signature": signature,
  };
}

const role: GoodVector = {
  ...request,
  kind: "good",
  title: "reads a role with its permissions",
  headers: signed("msg_clerk_9", "v1,nFaxMbAB+/9f3IEGQYnXEUKN1THPD1z9a5ibIVHgQVg="),
  events: [
    {
      id: "msg_clerk_9",
      type: "role.created",
      subject: "role_2Ym4Iu9JcfMpa4wsTmsRgnY83MX",
      time: 1767225600000,
    },
  ],
  effects: [
    {
      kind: "record",
      record: "role",
      externalId: "role_2Ym4Iu9JcfMpa4wsTmsRgnY83MX",
      status: "active",
      fields: {
        key: "org:my_custom_role",
        name: "custom role",
        permissions: ["org:sys_memberships:read"],
      },
    },
  ],
  body: '{"data":{"created_at":1654013202977,"description":"My custom role","id":"role_2Ym4Iu9JcfMpa4wsTmsRgnY83MX","is_creator_eligible":false,"key":"org:my_custom_role","name":"custom role","object":"role","permissions":[{"created_at":1700689838703,"description":"Permission to read the members of an organization.","id":"perm_2YY5nPgYDurovN5AGWegx5n9JPE","key":"org:sys_memberships:read","name":"Read members","object":"permission","type":"system","updated_at":1700689838703}],"updated_at":1767225600000},"object":"event","timestamp":1767225600000,"type":"role.created"}',
};

const impersonation: GoodVector = {
  ...request,
  kind: "good",
  title: "reads a session in which somebody acts as the user",
  headers: signed("msg_clerk_10", "v1,BoIWNY3DIgDg9GZwpbPqtN3doVSEt/1IwaERM7YumCs="),
  events: [
    {
      id: "msg_clerk_10",
      type: "session.created",
      subject: "sess_2g7np7Hrk0SN6kj5EDMLDaKNL0T",
      time: 1767225600000,
    },
  ],
  effects: [
    {
      kind: "record",
      record: "session",
      externalId: "sess_2g7np7Hrk0SN6kj5EDMLDaKNL0T",
      status: "active",
      fields: {
        userId: "user_2g7np7Hrk0SN6kj5EDMLDaKNL0S",
        actorId: "user_2h8op3Isl1QR7tKu5FGNfaLKEoU",
      },
    },
  ],
  body: '{"data":{"object":"session","id":"sess_2g7np7Hrk0SN6kj5EDMLDaKNL0T","user_id":"user_2g7np7Hrk0SN6kj5EDMLDaKNL0S","client_id":"client_2g7np7Hrk0SN6kj5EDMLDaKNL0S","actor":{"sub":"user_2h8op3Isl1QR7tKu5FGNfaLKEoU"},"status":"active","last_active_organization_id":null,"created_at":1767225600000,"updated_at":1767225600000},"object":"event","type":"session.created","timestamp":1767225600,"instance_id":"ins_123"}',
};

export const access: readonly GoodVector[] = [role, impersonation];
