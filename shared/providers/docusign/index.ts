import { defineProvider } from "../define.ts";
import { webhook } from "./webhook.ts";

/** DocuSign: envelopes: create, send, void, read, embedded signing. https://developers.docusign.com/docs/esign-rest-api/ */
export const docusign = defineProvider({
  id: "docusign",
  name: "DocuSign",
  categories: ["documents"],
  docs: "https://developers.docusign.com/docs/esign-rest-api/",
  auth: {
    kind: "oauth2",
    fields: [
      {
        name: "integrationKey",
        label: "Integration key",
        hint: "DocuSign → Settings → Apps and Keys → your app.",
        secret: false,
        required: true,
        example: "00000000-0000-4000-8000-000000000000",
      },
      {
        name: "userId",
        label: "User id",
        hint: "Apps and Keys → My Account Information → User ID.",
        secret: false,
        required: true,
        example: "00000000-0000-4000-8000-000000000001",
      },
      {
        name: "rsaPrivateKey",
        label: "RSA private key",
        hint: "Apps and Keys → your app → Service Integration → Generate RSA, the private key.",
        secret: true,
        required: true,
        example: "-----BEGIN RSA PRIVATE KEY-----\nEXAMPLE\n-----END RSA PRIVATE KEY-----",
      },
    ],
  },
  webhook,
});
