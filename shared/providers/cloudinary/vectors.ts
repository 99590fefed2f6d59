import { type GoodVector, type ProviderVectors, refusals } from "../vectors.ts";
import { outbound } from "./outbound-vectors.ts";
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
  effects: [
    {
      kind: "record",
      record: "asset",
      externalId: "djhwakcnhksg1j0nm2vw",
      status: "stored",
      fields: { url: null, type: null, format: null, bytes: null },
    },
  ],
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
  effects: [
    {
      kind: "record",
      record: "asset",
      externalId: "djhwakcnhksg1j0nm2vw",
      status: "stored",
      fields: { url: null, type: null, format: null, bytes: null },
    },
  ],
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
  effects: [
    {
      kind: "record",
      record: "asset",
      externalId: "größe/sample",
      status: "stored",
      fields: { url: null, type: null, format: null, bytes: null },
    },
  ],
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
  effects: [
    {
      kind: "record",
      record: "asset",
      externalId: "sample",
      status: "deleted",
      fields: { url: null, type: null, format: null, bytes: null },
    },
  ],
  body: '{"notification_type":"delete","timestamp":"2013-05-18T12:53:47+00:00","request_id":"5beb5a2b6f4e3a30","resources":[{"public_id":"sample"}]}',
};

const asset: GoodVector = {
  ...request,
  kind: "good",
  title: "reads an asset by its id",
  headers: {
    "content-type": "application/json",
    "x-cld-timestamp": "1368881627",
    "x-cld-signature": "b6ad811eda1c2e19bd28740e9eb540f827bf419ffe3f9abaa3aca5ee1480107d",
  },
  events: [{ id: "5beb5a2b6f4e3a31:upload", type: "upload", subject: "totem/aaaa", time: 1368881627000 }],
  effects: [
    {
      kind: "record",
      record: "asset",
      externalId: "eb8fa7e7cb1c9a54243039f53381f4e3",
      status: "stored",
      fields: {
        url: "https://res.cloudinary.com/demo/image/upload/v1368881626/totem/aaaa.png",
        type: "image",
        format: "png",
        bytes: 1237,
      },
    },
  ],
  body: '{"notification_type":"upload","timestamp":"2013-05-18T12:53:47+00:00","request_id":"5beb5a2b6f4e3a31","asset_id":"eb8fa7e7cb1c9a54243039f53381f4e3","public_id":"totem/aaaa","version":1368881626,"width":300,"height":400,"format":"png","resource_type":"image","created_at":"2013-05-18T12:53:46Z","tags":[],"bytes":1237,"type":"upload","url":"http://res.cloudinary.com/demo/image/upload/v1368881626/totem/aaaa.png","secure_url":"https://res.cloudinary.com/demo/image/upload/v1368881626/totem/aaaa.png"}',
};

const deletions: GoodVector = {
  ...request,
  kind: "good",
  title: "reads each asset of a deletion",
  headers: {
    "content-type": "application/json",
    "x-cld-timestamp": "1368881627",
    "x-cld-signature": "c842ad067b93ec39bdd3dcfb58e1ebd6f6dc93a850cdab7662787a27628a6c8c",
  },
  events: [{ id: "5beb5a2b6f4e3a32:delete", type: "delete", subject: null, time: 1368881627000 }],
  effects: [
    {
      kind: "record",
      record: "asset",
      externalId: "eb8fa7e7cb1c9a54243039f53381f4e3",
      status: "deleted",
      fields: { url: null, type: "image", format: null, bytes: null },
    },
    {
      kind: "record",
      record: "asset",
      externalId: "17a9d4bf7c1e4bb6a4f7c1f0c5b6ff02",
      status: "deleted",
      fields: { url: null, type: "video", format: null, bytes: null },
    },
  ],
  body: '{"notification_type":"delete","timestamp":"2013-05-18T12:53:47+00:00","request_id":"5beb5a2b6f4e3a32","resources":[{"resource_type":"image","type":"upload","asset_id":"eb8fa7e7cb1c9a54243039f53381f4e3","public_id":"totem/aaaa","version":1368881626},{"resource_type":"video","type":"upload","asset_id":"17a9d4bf7c1e4bb6a4f7c1f0c5b6ff02","public_id":"totem/bbbb","version":1368881626}]}',
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
    asset,
    deletions,
    unparsed,
    ...refusals(documented, { header: "x-cld-signature", otherSecret: "another", staleAfterMs: 7201000 }),
    ...refusals(sha1, { header: "x-cld-signature", otherSecret: "another", staleAfterMs: 7201000 }),
  ],
  signing: cloudinaryScheme("sha1"),
  outbound,
};
