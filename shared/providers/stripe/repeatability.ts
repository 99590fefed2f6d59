/**
 * A key keeps its answer for a day at least, and everything that is worth repeating is repeated under it. What is left
 * in doubt is a failure that Stripe keeps as the key's answer: the same request would only bring the same answer.
 * https://docs.stripe.com/api/idempotent_requests
 */
export const repeatability = {
  idempotency: "key",
  keyLifetimeSeconds: 86_400,
  onUncertain: "hold",
} as const;
