import { defineProvider } from "../define.ts";
import { webhook } from "./webhook.ts";

/** Instagram: direct messages and comments of professional accounts. https://developers.facebook.com/docs/instagram-platform */
export const instagram = defineProvider({
  id: "instagram",
  name: "Instagram",
  categories: ["messaging"],
  docs: "https://developers.facebook.com/docs/instagram-platform",
  auth: {
    kind: "bearer",
    fields: [
      {
        name: "accessToken",
        label: "Access token",
        hint: "Instagram → API setup with Instagram login → Generate token; it lasts 60 days.",
        secret: true,
        required: true,
        example: "IGAAEXAMPLEexampleEXAMPLEexample",
      },
      {
        name: "igUserId",
        label: "Account id",
        hint: "The id of the professional account, shown beside the token.",
        secret: false,
        required: true,
        example: "17841400000000001",
      },
    ],
  },
  baseUrl: "https://graph.instagram.com/v23.0",
  webhook,
});
