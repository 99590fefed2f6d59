import { defineLimits } from "../define.ts";

/** Of a person's token; an installation's may have more. https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api */
export const limits = defineLimits({
  windows: [
    // points: a request that writes takes five
    { limit: 900, perSeconds: 60 },
    { limit: 5_000, perSeconds: 3_600 },
  ],
  classes: {
    // 80 a minute and 500 an hour may create content: those hold for whatever writes, in points
    write: {
      windows: [
        { limit: 400, perSeconds: 60 },
        { limit: 2_500, perSeconds: 3_600 },
      ],
      weight: 5,
      calls: [{ methods: ["POST", "PUT", "PATCH", "DELETE"], path: /^/ }],
    },
  },
  concurrency: 100,
  scope: "token",
  headers: {
    remaining: "x-ratelimit-remaining",
    reset: "x-ratelimit-reset",
    perSeconds: 3_600,
    ofAccount: true,
  },
});
