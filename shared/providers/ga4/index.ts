import { defineProvider } from "../define.ts";
import { api, auth, connection } from "./auth.ts";

/** Google Analytics 4: events in by the Measurement Protocol, reports out. https://developers.google.com/analytics/devguides/reporting/data/v1 */
export const ga4 = defineProvider({
  id: "ga4",
  name: "Google Analytics 4",
  categories: ["analytics"],
  docs: "https://developers.google.com/analytics/devguides/reporting/data/v1",
  auth,
  // of a standard property: https://developers.google.com/analytics/devguides/reporting/data/v1/quotas
  // the Measurement Protocol has no published limit; in flight ours. The Data API's tokens cannot be known before the answer
  limits: { windows: [], concurrency: 10, scope: "account" },
  connection,
  api,
});
