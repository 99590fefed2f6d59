import { STANDARD_WEBHOOKS } from "../../signatures/standard-webhooks.ts";
import { type GoodVector, type ProviderVectors, refusals, refused } from "../vectors.ts";
import { outbound } from "./outbound-vectors.ts";

const request = {
  source: "signed by the algorithm of Standard Webhooks",
  secret: "v1,whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
  method: "POST",
  url: "https://hooks.example.com/webhooks/supabase/ep_1",
  now: 1_767_225_600_000,
};

const documented: GoodVector = {
  ...request,
  kind: "good",
  title: "verifies one of two signatures, joined by comma and space as Supabase's server does",
  headers: {
    "content-type": "application/json",
    "webhook-id": "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
    "webhook-timestamp": "1767225600",
    "webhook-signature":
      "v1,O38UuHqWM9VNWCzC5vqyFwNAXNSHVnKhSlFKhE+MwJE=, v1,c4PfiZeGTvygfr7tg3DWsiL0fgiF/mTgjwVhpCMtymY=",
  },
  events: [{ id: null, type: "auth_hook", subject: null, time: null }],
  reply: { status: 200, headers: { "content-type": "application/json" }, body: "{}" },
  source: "standardwebhooks 1.1.1; joined as in supabase/auth",
  body: '{"id":"evt_1","type":"test.event","data":{"n":1,"name":"Zoë"}}',
};

const email: GoodVector = {
  ...request,
  kind: "good",
  title: "reads a mail to be sent",
  headers: {
    "content-type": "application/json",
    "webhook-id": "3f2504e0-4f89-41d3-9a0c-0305e82c3302",
    "webhook-timestamp": "1767225600",
    "webhook-signature": "v1,Fe7+Gd44UbqsNct9pxTbLCxx2t06vwhKGzSbaVjxxwM=",
  },
  events: [{ id: null, type: "send_email", subject: "8484b834-f29e-4af2-bf42-80644d154f76", time: null }],
  reply: { status: 200, headers: { "content-type": "application/json" }, body: "{}" },
  body: '{"user":{"id":"8484b834-f29e-4af2-bf42-80644d154f76","email":"zoe@example.com"},"email_data":{"token":"305805","email_action_type":"signup","site_url":"https://example.com/größe"}}',
};

const sms: GoodVector = {
  ...request,
  kind: "good",
  title: "reads a message to be sent",
  headers: {
    "content-type": "application/json",
    "webhook-id": "3f2504e0-4f89-41d3-9a0c-0305e82c3303",
    "webhook-timestamp": "1767225600",
    "webhook-signature": "v1,ujkdFEXKw4cOkpgf76jImWWhT1ndaVi95nx/Vp7UoY0=",
  },
  events: [{ id: null, type: "send_sms", subject: "8484b834-f29e-4af2-bf42-80644d154f77", time: null }],
  reply: { status: 200, headers: { "content-type": "application/json" }, body: "{}" },
  body: '{"user":{"id":"8484b834-f29e-4af2-bf42-80644d154f77","phone":"+14155552671"},"sms":{"otp":"561166"}}',
};

const created: GoodVector = {
  ...request,
  kind: "good",
  title: "reads a hook that says its name",
  headers: {
    "content-type": "application/json",
    "webhook-id": "3f2504e0-4f89-41d3-9a0c-0305e82c3304",
    "webhook-timestamp": "1767225600",
    "webhook-signature": "v1,QSZWCRlbHUgVUaSCJkBTpnlrpctTBHkjwb2SpWJrORc=",
  },
  events: [
    { id: null, type: "before_user_created", subject: "8484b834-f29e-4af2-bf42-80644d154f78", time: null },
  ],
  reply: { status: 200, headers: { "content-type": "application/json" }, body: "{}" },
  body: '{"metadata":{"name":"before-user-created","uuid":"8b34dcdd-9df1-4c10-850a-b3277c653040"},"user":{"id":"8484b834-f29e-4af2-bf42-80644d154f78"}}',
};

const insert: GoodVector = {
  ...request,
  kind: "good",
  title: "takes a database webhook by its own header",
  headers: { "content-type": "application/json", "x-webhook-secret": "tok_db_0123456789" },
  events: [{ id: null, type: "INSERT", subject: "public.orders", time: null }],
  unsigned: true,
  secret: "tok_db_0123456789",
  source: "the payload as documented; a header of its author",
  body: '{"type":"INSERT","table":"orders","schema":"public","record":{"id":7,"name":"Zoë"},"old_record":null}',
};

const update: GoodVector = {
  ...request,
  kind: "good",
  title: "takes a database webhook by a bearer token",
  headers: { "content-type": "application/json", authorization: "Bearer tok_db_0123456789" },
  events: [{ id: null, type: "UPDATE", subject: "public.orders", time: null }],
  unsigned: true,
  secret: "tok_db_0123456789",
  source: "the payload as documented; a header of its author",
  body: '{"type":"UPDATE","table":"orders","schema":"public","record":{"id":8},"old_record":{"id":8}}',
};

const unparsed: GoodVector = {
  ...request,
  kind: "good",
  title: "keeps a body that is no JSON",
  headers: {
    "content-type": "application/json",
    "webhook-id": "3f2504e0-4f89-41d3-9a0c-0305e82c3305",
    "webhook-timestamp": "1767225600",
    "webhook-signature": "v1,10I+ggTJPSg82WI+l/WXrYl+BWAmG/lUqJHfLkEQqLE=",
  },
  events: "unparsed",
  reply: { status: 200, headers: { "content-type": "application/json" }, body: "{}" },
  body: "Zoë",
};

export const vectors: ProviderVectors = {
  webhooks: [
    documented,
    email,
    sms,
    created,
    insert,
    update,
    unparsed,
    ...refusals(email, {
      header: "webhook-signature",
      otherSecret: "whsec_YW5vdGhlci1rZXktb2YtdGhpcnR5LXR3by1ieXRlcw==",
      staleAfterMs: 301000,
    }),
    refused(insert, {
      kind: "wrong_key",
      title: "refuses another token",
      secret: "tok_other",
      verdict: "invalid_signature",
    }),
    refused(email, {
      kind: "tampered",
      title: "does not take a bearer token where there is a signature",
      secret: "tok_db_0123456789",
      headers: { ...email.headers, authorization: "Bearer tok_db_0123456789" },
      verdict: "invalid_signature",
    }),
  ],
  signing: STANDARD_WEBHOOKS,
  outbound,
};
