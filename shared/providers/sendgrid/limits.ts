import { defineLimits } from "../define.ts";

/** Per endpoint; SendGrid publishes no figures: these are ours, cautious, and its headers lower them. */
export const limits = defineLimits({
  windows: [],
  classes: {
    // was said to take 10,000 a second
    mail: {
      windows: [
        { limit: 100, perSeconds: 1 },
        { limit: 6_000, perSeconds: 60 },
      ],
      actions: ["email.send"],
      calls: [{ methods: ["POST"], path: /^\/v3\/mail\/send$/ }],
    },
    upsertContacts: {
      windows: [
        { limit: 3, perSeconds: 1 },
        { limit: 180, perSeconds: 60 },
      ],
      calls: [{ methods: ["PUT"], path: /^\/v3\/marketing\/contacts$/ }],
    },
    // about what most endpoints take, each
    other: { windows: [{ limit: 600, perSeconds: 60 }] },
  },
  otherClass: "other",
  scope: "account",
  headers: {
    limit: "x-ratelimit-limit",
    remaining: "x-ratelimit-remaining",
    reset: "x-ratelimit-reset",
    perSeconds: 60,
  },
});
