import { type GoodVector, type ProviderVectors, refused } from "../vectors.ts";
import { outbound } from "./outbound-vectors.ts";

const request = {
  source: "the form as documented; a token in the URL",
  secret: "4f0c9d8e7b6a5f4e3d2c1b0a",
  method: "POST",
  url: "https://hooks.example.com/webhooks/mailchimp/ep_1?token=4f0c9d8e7b6a5f4e3d2c1b0a",
  now: 1_767_225_600_000,
};

const documented: GoodVector = {
  ...request,
  kind: "good",
  title: "reads a subscription, whose names have brackets",
  headers: { "content-type": "application/x-www-form-urlencoded" },
  events: [{ id: null, type: "subscribe", subject: "8a25ff1d98", time: 1783028157000 }],
  body: "type=subscribe&fired_at=2026-07-02+21%3A35%3A57&data%5Bid%5D=8a25ff1d98&data%5Blist_id%5D=a6b5da1054&data%5Bemail%5D=api%40example.com&data%5Bemail_type%5D=html&data%5Bmerges%5D%5BEMAIL%5D=api%40example.com&data%5Bmerges%5D%5BFNAME%5D=Example",
};

const upemail: GoodVector = {
  ...request,
  kind: "good",
  title: "reads a new address",
  headers: { "content-type": "application/x-www-form-urlencoded" },
  events: [{ id: null, type: "upemail", subject: "51da8c3259", time: 1783028157000 }],
  body: "type=upemail&fired_at=2026-07-02+21%3A35%3A57&data%5Blist_id%5D=a6b5da1054&data%5Bnew_id%5D=51da8c3259&data%5Bnew_email%5D=zo%C3%AB%40example.com&data%5Bold_email%5D=api%40example.com",
};

const cleaned: GoodVector = {
  ...request,
  kind: "good",
  title: "reads a cleaned address, of which the list alone has an id",
  headers: { "content-type": "application/x-www-form-urlencoded" },
  events: [{ id: null, type: "cleaned", subject: "a6b5da1054", time: 1783028157000 }],
  effects: [{ kind: "suppression", channel: "email", address: "api@example.com", reason: "bounce" }],
  body: "type=cleaned&fired_at=2026-07-02+21%3A35%3A57&data%5Blist_id%5D=a6b5da1054&data%5Bcampaign_id%5D=4fjk2ma9xd&data%5Breason%5D=hard&data%5Bemail%5D=api%40example.com",
};

const unsubscribe: GoodVector = {
  ...request,
  kind: "good",
  title: "reads an unsubscription",
  headers: { "content-type": "application/x-www-form-urlencoded" },
  events: [{ id: null, type: "unsubscribe", subject: "8a25ff1d99", time: 1783028157000 }],
  body: "type=unsubscribe&fired_at=2026-07-02+21%3A35%3A57&data%5Baction%5D=unsub&data%5Breason%5D=manual&data%5Bid%5D=8a25ff1d99&data%5Blist_id%5D=a6b5da1054",
};

const unsubscribed: GoodVector = {
  ...request,
  kind: "good",
  title: "takes an unsubscription as the end of mail to its address",
  headers: { "content-type": "application/x-www-form-urlencoded" },
  events: [{ id: null, type: "unsubscribe", subject: "8a25ff1d98", time: 1783028157000 }],
  effects: [
    { kind: "suppression", channel: "email", address: "api+unsub@example.com", reason: "unsubscribe" },
  ],
  body: "type=unsubscribe&fired_at=2026-07-02+21%3A35%3A57&data%5Baction%5D=unsub&data%5Breason%5D=manual&data%5Bid%5D=8a25ff1d98&data%5Blist_id%5D=a6b5da1054&data%5Bemail%5D=api%2Bunsub%40example.com&data%5Bemail_type%5D=html&data%5Bmerges%5D%5BEMAIL%5D=api%2Bunsub%40example.com",
};

const complained: GoodVector = {
  ...request,
  kind: "good",
  title: "takes an unsubscription by complaint for a complaint",
  headers: { "content-type": "application/x-www-form-urlencoded" },
  events: [{ id: null, type: "unsubscribe", subject: "8a25ff1d98", time: 1783028157000 }],
  effects: [{ kind: "suppression", channel: "email", address: "api+unsub@example.com", reason: "complaint" }],
  body: "type=unsubscribe&fired_at=2026-07-02+21%3A35%3A57&data%5Baction%5D=unsub&data%5Breason%5D=abuse&data%5Bid%5D=8a25ff1d98&data%5Blist_id%5D=a6b5da1054&data%5Bemail%5D=api%2Bunsub%40example.com&data%5Bemail_type%5D=html&data%5Bmerges%5D%5BEMAIL%5D=api%2Bunsub%40example.com",
};

const deleted: GoodVector = {
  ...request,
  kind: "good",
  title: "takes a deletion from the audience for no word of the address's owner",
  headers: { "content-type": "application/x-www-form-urlencoded" },
  events: [{ id: null, type: "unsubscribe", subject: "8a25ff1d98", time: 1783028157000 }],
  body: "type=unsubscribe&fired_at=2026-07-02+21%3A35%3A57&data%5Baction%5D=delete&data%5Breason%5D=manual&data%5Bid%5D=8a25ff1d98&data%5Blist_id%5D=a6b5da1054&data%5Bemail%5D=api%2Bunsub%40example.com&data%5Bemail_type%5D=html&data%5Bmerges%5D%5BEMAIL%5D=api%2Bunsub%40example.com",
};

export const vectors: ProviderVectors = {
  webhooks: [
    documented,
    upemail,
    cleaned,
    unsubscribe,
    unsubscribed,
    complained,
    deleted,
    refused(documented, {
      kind: "incomplete",
      title: "refuses a URL without the token",
      url: "https://hooks.example.com/webhooks/mailchimp/ep_1",
      verdict: "header_missing",
    }),
    refused(documented, {
      kind: "wrong_key",
      title: "refuses another token",
      secret: "tok_other",
      verdict: "invalid_signature",
    }),
  ],
  handshakes: [
    {
      title: "is there when Mailchimp asks by GET",
      method: "GET",
      url: "https://hooks.example.com/webhooks/mailchimp/ep_1?token=4f0c9d8e7b6a5f4e3d2c1b0a",
      headers: {},
      body: "",
      verified: false,
      reply: {
        status: 200,
        headers: { "content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff" },
        body: "",
      },
    },
    {
      title: "takes a POST for an event",
      method: "POST",
      url: "https://hooks.example.com/webhooks/mailchimp/ep_1?token=4f0c9d8e7b6a5f4e3d2c1b0a",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: "type=subscribe",
      verified: true,
      reply: null,
    },
  ],
  outbound,
};
