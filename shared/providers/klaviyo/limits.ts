import { defineLimits } from "../define.ts";

/** The sizes of endpoints: fixed windows of a second and a minute. https://developers.klaviyo.com/en/docs/rate_limits_and_error_handling */
const S = [
  { limit: 3, perSeconds: 1 },
  { limit: 60, perSeconds: 60 },
];
const M = [
  { limit: 10, perSeconds: 1 },
  { limit: 150, perSeconds: 60 },
];
const L = [
  { limit: 75, perSeconds: 1 },
  { limit: 700, perSeconds: 60 },
];
const XL = [
  { limit: 350, perSeconds: 1 },
  { limit: 3_500, perSeconds: 60 },
];

/** Each endpoint has windows of its own, its page says of which size; what is not listed shares one of size M, or is stricter. */
export const limits = defineLimits({
  windows: [],
  classes: {
    createEvent: { windows: XL, actions: ["event.create"] },
    importProfile: { windows: L, actions: ["profile.upsert"] },
    getProfiles: { windows: L, actions: ["profile.find"] },
    subscribe: { windows: L, actions: ["profiles.subscribe"] },
    unsubscribe: { windows: L, actions: ["profiles.unsubscribe"] },
    suppress: { windows: L, actions: ["profiles.suppress"] },
    unsuppress: { windows: L, actions: ["profiles.unsuppress"] },
    createList: { windows: [...M, { limit: 100, perSeconds: 86_400 }], actions: ["list.create"] },
    tags: {
      windows: S,
      actions: ["list.tag", "tag.create"],
      calls: [{ path: /^\/api\/(?:tags|tag-groups|metric-aggregates)\b/ }],
    },
    // reports and the account itself have XS
    reports: {
      windows: [
        { limit: 1, perSeconds: 1 },
        { limit: 15, perSeconds: 60 },
      ],
      calls: [{ path: /^\/api\/(?:accounts|[a-z]+-values-reports|[a-z]+-series-reports)\b/ }],
    },
    other: { windows: M },
  },
  otherClass: "other",
  scope: "account",
  headers: {
    limit: "ratelimit-limit",
    remaining: "ratelimit-remaining",
    reset: "ratelimit-reset",
    perSeconds: 60,
  },
});
