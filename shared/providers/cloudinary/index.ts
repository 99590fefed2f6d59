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
  connection,
  api,
  webhook,
});
