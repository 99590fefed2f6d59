import { defineProvider } from "../define.ts";
import { api, auth, connection } from "./auth.ts";
import { limits } from "./limits.ts";

/** People Data Labs: enrichment of people and companies. https://docs.peopledatalabs.com/docs/reference-person-enrichment-api */
export const peopleDataLabs = defineProvider({
  id: "people-data-labs",
  name: "People Data Labs",
  categories: ["enrichment"],
  docs: "https://docs.peopledatalabs.com/docs/reference-person-enrichment-api",
  auth,
  baseUrl: "https://api.peopledatalabs.com/v5",
  // of a free plan, for enrichment: https://docs.peopledatalabs.com/docs/usage-limits
  limits,
  connection,
  api,
});
