import { defineProvider } from "../define.ts";
import { webhook } from "./webhook.ts";

/** Cloudinary: uploads, transformations, delivery. https://cloudinary.com/documentation/cloudinary_references */
export const cloudinary = defineProvider({
  id: "cloudinary",
  name: "Cloudinary",
  categories: ["media"],
  docs: "https://cloudinary.com/documentation/cloudinary_references",
  auth: {
    kind: "basic",
    fields: [
      {
        name: "cloudName",
        label: "Cloud name",
        hint: "Console → Settings → API Keys, above the keys.",
        secret: false,
        required: true,
        example: "demo",
      },
      {
        name: "apiKey",
        label: "API key",
        hint: "Console → Settings → API Keys.",
        secret: false,
        required: true,
        example: "123456789012345",
      },
      {
        name: "apiSecret",
        label: "API secret",
        hint: "Beside the key.",
        secret: true,
        required: true,
        example: "exampleApiSecret0123456789",
      },
    ],
  },
  baseUrl: "https://api.cloudinary.com/v1_1",
  webhook,
});
