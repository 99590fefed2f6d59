import { defineLimits } from "../define.ts";

/**
 * Of a sandbox: live accounts have 100 a second in all, and the same per endpoint. How many requests may be in flight is
 * not published; 1,000 updates of one PaymentIntent an hour are not counted. https://docs.stripe.com/rate-limits
 */
export const limits = defineLimits({
  windows: [{ limit: 25, perSeconds: 1 }],
  classes: {
    search: { windows: [{ limit: 20, perSeconds: 1 }], calls: [{ path: /^\/v1\/[a-z_]+\/search$/ }] },
    createPayout: {
      windows: [{ limit: 15, perSeconds: 1 }],
      calls: [{ methods: ["POST"], path: /^\/v1\/payouts$/ }],
    },
    customers: {
      windows: [{ limit: 25, perSeconds: 1 }],
      actions: ["customer.create"],
      calls: [{ path: /^\/v1\/customers\b/ }],
    },
    paymentIntents: {
      windows: [{ limit: 25, perSeconds: 1 }],
      actions: ["payment_intent.create"],
      calls: [{ path: /^\/v1\/payment_intents\b/ }],
    },
    // any other endpoint, all of them together: each has as many
    other: { windows: [{ limit: 25, perSeconds: 1 }] },
  },
  otherClass: "other",
  scope: "account",
});
