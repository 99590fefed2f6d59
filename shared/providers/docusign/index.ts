import { defineProvider } from "../define.ts";
import { api, auth, connection } from "./auth.ts";
import { webhook } from "./webhook.ts";

/** DocuSign: envelopes: create, send, void, read, embedded signing. https://developers.docusign.com/docs/esign-rest-api/ */
export const docusign = defineProvider({
  id: "docusign",
  name: "DocuSign",
  categories: ["documents"],
  docs: "https://developers.docusign.com/docs/esign-rest-api/",
  auth,
  connection,
  api,
  webhook,
});
