/** Senders that no scheme of the language can say, each with the reason and what to do instead. */
export const inexpressible: Readonly<Record<string, string>> = {
  paypal:
    "PayPal signs with a certificate that is fetched from a URL in the request; ask PayPal's verify-webhook-signature API when you handle the event, and guard the endpoint with url-token",
  "amazon-sns":
    "Amazon SNS signs with a certificate that is fetched from a URL in the body, over fields that depend on the message, and must be confirmed by a call; send by way of EventBridge with basic or bearer",
  plaid:
    "Plaid's keys come one by one from an API that needs your credentials; guard the endpoint with url-token and read the item again by the API",
  contentful:
    "Contentful signs a canonical form of chosen headers and a path that it escapes anew; add a secret header at Contentful and use a token scheme",
  "google-pubsub":
    "Google signs tokens with keys that change and would have to be fetched while a webhook waits, and they cover nothing of the body; append ?token= to the push URL and use url-token",
  gmail:
    "Gmail pushes through Google Pub/Sub, whose tokens are signed with keys that change; append ?token= to the push URL and use url-token",
  "jira-connect":
    "Connect apps sign a canonical form of the query in a token whose key is handed over at installation; use an administrator's webhook with the preset jira",
  twilio:
    "Twilio signs forms, JSON and several spellings of the URL differently: create the endpoint for the provider twilio instead",
};
