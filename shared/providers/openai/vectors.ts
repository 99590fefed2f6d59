import { type GoodVector, type ProviderVectors, refusals } from "../vectors.ts";
import { outbound } from "./outbound-vectors.ts";

const request = {
  source: "signed by the algorithm of Standard Webhooks",
  secret: "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
  method: "POST",
  url: "https://hooks.example.com/webhooks/openai/ep_1",
  now: 1_750_287_078_000,
};

const documented: GoodVector = {
  ...request,
  kind: "good",
  title: "verifies what OpenAI's own library accepts",
  headers: {
    "content-type": "application/json",
    "webhook-id": "wh_685342e6c53c8190a1be43f081506c52",
    "webhook-timestamp": "1750287078",
    "webhook-signature": "v1,Q27dLviu/LxTWBv9Pq4Hk5IT2BcVx9y0HIsjt7bdBuw=",
  },
  events: [
    {
      id: "wh_685342e6c53c8190a1be43f081506c52",
      type: "response.completed",
      subject: "resp_abc123",
      time: 1750287018000,
    },
  ],
  source: "openai 6.49, client.webhooks.unwrap",
  body: '{"id":"evt_685343a1381c819085d44c354e1b330e","object":"event","created_at":1750287018,"type":"response.completed","data":{"id":"resp_abc123"}}',
};

const call: GoodVector = {
  ...request,
  kind: "good",
  title: "reads a call, which has another id",
  headers: {
    "content-type": "application/json",
    "webhook-id": "wh_685342e6c53c8190a1be43f081506c53",
    "webhook-timestamp": "1750287078",
    "webhook-signature": "v1,g9YHN7wRAOg50VJFLa6frTUYqBCDSldcBec0qxsI7Xs=",
  },
  events: [
    {
      id: "wh_685342e6c53c8190a1be43f081506c53",
      type: "realtime.call.incoming",
      subject: "rtc_u1_1",
      time: 1750287018000,
    },
  ],
  body: '{"id":"evt_call_1","object":"event","created_at":1750287018,"type":"realtime.call.incoming","data":{"call_id":"rtc_u1_1","sip_headers":[{"name":"From","value":"Zoë <sip:+14155552671@example.com>"}]}}',
};

const batch: GoodVector = {
  ...request,
  kind: "good",
  title: "reads a batch",
  headers: {
    "content-type": "application/json",
    "webhook-id": "wh_685342e6c53c8190a1be43f081506c54",
    "webhook-timestamp": "1750287078",
    "webhook-signature": "v1,2BMsLBxWs6231MS1C3CAVaasmVPZMltzzh/qcAtV0nI=",
  },
  events: [
    {
      id: "wh_685342e6c53c8190a1be43f081506c54",
      type: "batch.completed",
      subject: "batch_abc123",
      time: 1750287018000,
    },
  ],
  body: '{"id":"evt_batch_1","object":"event","created_at":1750287018,"type":"batch.completed","data":{"id":"batch_abc123"}}',
};

const unparsed: GoodVector = {
  ...request,
  kind: "good",
  title: "keeps a body that is no JSON",
  headers: {
    "content-type": "application/json",
    "webhook-id": "wh_685342e6c53c8190a1be43f081506c55",
    "webhook-timestamp": "1750287078",
    "webhook-signature": "v1,zI0+Tn8RtmvY24HplMyRs8snsn/zgRxmGxAHfYTx29Y=",
  },
  events: "unparsed",
  body: "Zoë",
};

export const vectors: ProviderVectors = {
  webhooks: [
    documented,
    call,
    batch,
    unparsed,
    ...refusals(documented, {
      header: "webhook-signature",
      otherSecret: "whsec_YW5vdGhlci1rZXktb2YtdGhpcnR5LXR3by1ieXRlcw==",
      staleAfterMs: 301000,
    }),
  ],
  outbound,
};
