import { defineLimits } from "../define.ts";

/** Free plans, in fixed minutes: each endpoint has its own. https://docs.peopledatalabs.com/docs/usage-limits */
export const limits = defineLimits({
  windows: [],
  classes: {
    search: { windows: [{ limit: 10, perSeconds: 60 }], calls: [{ path: /\/search$/ }] },
    autocomplete: { windows: [{ limit: 60, perSeconds: 60 }], calls: [{ path: /^\/autocomplete$/ }] },
    clean: { windows: [{ limit: 10, perSeconds: 60 }], calls: [{ path: /\/clean$/ }] },
    enrich: { windows: [{ limit: 100, perSeconds: 60 }] },
  },
  otherClass: "enrich",
  scope: "endpoint",
  headers: { remainingByPeriod: "x-ratelimit-remaining", limitByPeriod: "x-ratelimit-limit" },
});
