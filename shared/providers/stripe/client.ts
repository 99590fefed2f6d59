import { Stripe } from "stripe";
import type { Call } from "../action.ts";

/** What the package pins; sent with every call, for an account's own default may differ. */
export const API_VERSION = "2026-10-28.endive";

/**
 * Makes one request through Stripe's own package and hands back the answer as it came. The package writes the request;
 * of the answer it is told nothing: it would hide headers behind its errors, and repeat a request whose connection
 * closed even where repeats are switched off. https://github.com/stripe/stripe-node
 * @throws what `call.fetch` throws
 */
export async function callStripe(
  call: Call,
  request: (stripe: Stripe, options: Stripe.RequestOptions) => Promise<unknown>,
): Promise<Response> {
  const { connectedAccountId, secretKey = "" } = call.credentials;
  const answer = Promise.withResolvers<Response>();
  const stripe = new Stripe(secretKey, {
    apiVersion: API_VERSION,
    maxNetworkRetries: 0,
    telemetry: false,
    httpClient: Stripe.createFetchHttpClient(async (input, init) => {
      answer.resolve(call.fetch(input, init));
      return Response.json({});
    }),
  });
  const options = connectedAccountId === undefined ? {} : { stripeAccount: connectedAccountId };
  const [response] = await Promise.all([answer.promise, request(stripe, options)]);
  return response;
}
