import { type GoodVector, type ProviderVectors, refusals } from "../vectors.ts";
import { cloudinaryScheme } from "./webhook.ts";

const request = {
  source: "hashed as documented, with SHA-256",
  secret: "abcd",
  method: "POST",
  url: "https://hooks.example.com/webhooks/cloudinary/ep_1",
  now: 1_368_881_627_000,
};

const documented: GoodVector = {
  ...request,
  kind: "good",
  title: "verifies what Cloudinary's own library accepts, with SHA-256",
  headers: {
    "content-type": "application/json",
    "x-cld-timestamp": "1368881627",
    "x-cld-signature": "36ae58fb9efde16cee66558b37924e9e55527db801c7f8f5847d79d866911648",
  },
  events: [{ id: null, type: "upload", subject: "djhwakcnhksg1j0nm2vw", time: 1368881627000 }],
  source: "cloudinary 2.11, utils.verifyNotificationSignature",
  body: '{"public_id":"djhwakcnhksg1j0nm2vw","version":1368881626,"notification_type":"upload"}',
};

const sha1: GoodVector = {
  ...request,
  kind: "good",
  title: "verifies what Cloudinary's own library accepts, with SHA-1",
  headers: {
    "content-type": "application/json",
    "x-cld-timestamp": "1368881627",
    "x-cld-signature": "2f982a06613a307d97b7921923aaa54346fab7c4",
  },
  events: [{ id: null, type: "upload", subject: "djhwakcnhksg1j0nm2vw", time: 1368881627000 }],
  source: "cloudinary 2.11, utils.verifyNotificationSignature",
  body: '{"public_id":"djhwakcnhksg1j0nm2vw","version":1368881626,"notification_type":"upload"}',
};

const upload: GoodVector = {
  ...request,
  kind: "good",
  title: "composes an id of request and type",
  headers: {
    "content-type": "application/json",
    "x-cld-timestamp": "1368881627",
    "x-cld-signature": "f007c5f56e965d3416e733858236dfe0e7f102d5cab534f44496fb7bdea28bb6",
  },
  events: [{ id: "5beb5a2b6f4e3a2f:upload", type: "upload", subject: "größe/sample", time: 1368881627000 }],
  body: '{"notification_type":"upload","timestamp":"2013-05-18T12:53:47+00:00","request_id":"5beb5a2b6f4e3a2f","public_id":"größe/sample","version":1368881627}',
};

const deletion: GoodVector = {
  ...request,
  kind: "good",
  title: "reads a deletion, of no one file",
  headers: {
    "content-type": "application/json",
    "x-cld-timestamp": "1368881627",
    "x-cld-signature": "441c4df8c20db1b23f53bf6a97095597bed4f840aec00d90d78532d45d1c06f4",
  },
  events: [{ id: "5beb5a2b6f4e3a30:delete", type: "delete", subject: null, time: 1368881627000 }],
  body: '{"notification_type":"delete","timestamp":"2013-05-18T12:53:47+00:00","request_id":"5beb5a2b6f4e3a30","resources":[{"public_id":"sample"}]}',
};

const unparsed: GoodVector = {
  ...request,
  kind: "good",
  title: "keeps a body that is no JSON",
  headers: {
    "content-type": "application/json",
    "x-cld-timestamp": "1368881627",
    "x-cld-signature": "c5edb5f5aa851c7c2261be84cfffabf2f6b9e5a13a79b61cd29bf24aa7539a09",
  },
  events: "unparsed",
  body: "Zoë",
};

export const vectors: ProviderVectors = {
  webhooks: [
    documented,
    sha1,
    upload,
    deletion,
    unparsed,
    ...refusals(documented, { header: "x-cld-signature", otherSecret: "another", staleAfterMs: 7201000 }),
    ...refusals(sha1, { header: "x-cld-signature", otherSecret: "another", staleAfterMs: 7201000 }),
  ],
  signing: cloudinaryScheme("sha1"),
};
