import { defineProvider } from "../define.ts";
import { api, auth, classify, connection } from "./auth.ts";

/** Algolia: search indices, their records and settings. https://www.algolia.com/doc/rest-api/search/ */
export const algolia = defineProvider({
  id: "algolia",
  name: "Algolia",
  categories: ["search"],
  docs: "https://www.algolia.com/doc/rest-api/search/",
  auth,
  // what throttles indexing is the cluster's load, of which no figure is published
  // indexing is slowed down by the length of Algolia's own queue, which no answer tells; in flight ours, cautious
  limits: { windows: [], concurrency: 10, scope: "account" },
  connection,
  api,
  classify,
});
