import { defineLimits } from "../define.ts";

/** Fixed windows of a second and a minute, and of a day where there is one: the sizes that endpoints have. */
const XS = [
  { limit: 1, perSeconds: 1 },
  { limit: 15, perSeconds: 60 },
];
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
  { limit: 750, perSeconds: 60 },
];
const XL = [
  { limit: 350, perSeconds: 1 },
  { limit: 3_500, perSeconds: 60 },
];
const aDay = (limit: number) => ({ limit, perSeconds: 86_400 });

const WRITES = ["POST", "PATCH", "PUT", "DELETE"];

/**
 * Each endpoint has windows of its own, as its `x-klaviyo-ratelimit` says in openapi/stable.json of revision 2026-07-15
 * (https://github.com/klaviyo/openapi), which goes before the sizes of
 * https://developers.klaviyo.com/en/docs/rate_limits_and_error_handling. Proxied calls share those of a class; what is
 * not listed has M, or more.
 */
export const limits = defineLimits({
  windows: [],
  classes: {
    createEvent: { windows: XL, actions: ["event.create"] },
    createEvents: { windows: M, calls: [{ path: /^\/api\/event-bulk-create-jobs\b/ }] },
    importProfile: { windows: L, actions: ["profile.upsert"] },
    getProfiles: { windows: L, actions: ["profile.find"] },
    getLists: { windows: L, actions: ["lists.list"] },
    subscribe: { windows: L, actions: ["profiles.subscribe"] },
    unsubscribe: { windows: L, actions: ["profiles.unsubscribe"] },
    suppress: { windows: L, actions: ["profiles.suppress"] },
    unsuppress: { windows: L, actions: ["profiles.unsuppress"] },
    addToList: { windows: M, actions: ["list.add_profiles"] },
    removeFromList: { windows: M, actions: ["list.remove_profiles"] },
    createList: {
      windows: [...M, aDay(150)],
      actions: ["list.create"],
      calls: [{ methods: ["POST"], path: /^\/api\/lists\/?$/ }],
    },
    reports: {
      windows: [{ limit: 1, perSeconds: 1 }, { limit: 2, perSeconds: 60 }, aDay(225)],
      calls: [{ path: /^\/api\/[a-z]+-(?:values|series)-reports\b/ }],
    },
    images: {
      windows: [{ limit: 3, perSeconds: 1 }, { limit: 100, perSeconds: 60 }, aDay(100)],
      calls: [{ methods: ["POST"], path: /^\/api\/(?:images|image-upload)\/?$/ }],
    },
    // 15 for custom metrics, 30 for mapped ones
    metrics: {
      windows: [...XS, aDay(15)],
      calls: [{ methods: WRITES, path: /^\/api\/(?:custom|mapped)-metrics\b/ }],
    },
    audiences: {
      windows: [...XS, aDay(100)],
      calls: [{ methods: ["POST", "PATCH"], path: /^\/api\/(?:flows|segments)(?:\/[^/]+)?\/?$/ }],
    },
    small: {
      windows: XS,
      calls: [
        { path: /^\/api\/(?:accounts|data-source-record-bulk-create-jobs|metric-properties|web-feeds)\b/ },
        { path: /^\/api\/(?:webhooks|webhook-topics)\b/ },
        { path: /\/(?:metric-properties|object-ingestion-logs)\/?$/ },
      ],
    },
    tags: {
      windows: S,
      actions: ["list.tag", "tag.create"],
      calls: [
        { path: /^\/api\/(?:tags|tag-groups|metric-aggregates|template-render)\b/ },
        { path: /^\/api\/(?:custom|mapped)-metrics\b/ },
        { path: /^\/api\/(?:coupons|conversation-messages|data-privacy-deletion-jobs|push-tokens)\b/ },
        {
          path: /^\/api\/(?:data-sources|source-mappings|object-[a-z-]+|flows|flow-[a-z-]+|forms|form-[a-z-]+)\b/,
        },
        { path: /\/(?:tags|flow-triggers|conversations?)\/?$/ },
        { path: /^\/api\/profiles\/[^/]+\/(?:relationships\/)?(?:lists|segments)\b/ },
        { methods: ["DELETE"], path: /^\/api\/segments\b/ },
        { path: /^\/client\// },
      ],
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
