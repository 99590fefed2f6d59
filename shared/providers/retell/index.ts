import { defineProvider } from "../define.ts";
import { api, auth, BASE_URL, connection } from "./auth.ts";
import { webhook } from "./webhook.ts";

/** Retell AI: phone agents, calls, transcripts. https://docs.retellai.com/api-references */
export const retell = defineProvider({
  id: "retell",
  name: "Retell AI",
  categories: ["voice", "ai"],
  docs: "https://docs.retellai.com/api-references",
  auth,
  baseUrl: BASE_URL,
  // concurrency is that of calls; Retell publishes no request rate, this one is ours
  // Retell limits calls that are spoken, which its answers alone tell; these figures are ours
  limits: { windows: [{ limit: 5, perSeconds: 1 }], concurrency: 20, scope: "account" },
  connection,
  api,
  webhook,
});
