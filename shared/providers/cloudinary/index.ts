import { defineProvider } from "../define.ts";
import { api, auth, connection } from "./auth.ts";
import { webhook } from "./webhook.ts";

/** Cloudinary: uploads, transformations, delivery. https://cloudinary.com/documentation/cloudinary_references */
export const cloudinary = defineProvider({
  id: "cloudinary",
  name: "Cloudinary",
  categories: ["media"],
  docs: "https://cloudinary.com/documentation/cloudinary_references",
  auth,
  baseUrl: "https://api.cloudinary.com/v1_1",
  limits: {
    // the Admin API on the free plan; paid ones have 2,000. Uploads have no such limit and count here all the same
    windows: [{ limit: 500, perSeconds: 3600 }],
    scope: "account",
    headers: {
      limit: "x-featureratelimit-limit",
      remaining: "x-featureratelimit-remaining",
      reset: "x-featureratelimit-reset",
      perSeconds: 3600,
    },
  },
  connection,
  api,
  webhook,
});
