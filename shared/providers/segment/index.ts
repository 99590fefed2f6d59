import { bytesToBase64, utf8ToBytes } from "../../crypto/bytes.ts";
import { defineProvider } from "../define.ts";
import { webhook } from "./webhook.ts";

const HOSTS = { us: "https://api.segment.io/v1", eu: "https://events.eu1.segmentapis.com/v1" } as const;

/** Segment: identify, track and group events. https://segment.com/docs/connections/sources/catalog/libraries/server/http-api/ */
export const segment = defineProvider({
  id: "segment",
  name: "Segment",
  categories: ["analytics"],
  docs: "https://segment.com/docs/connections/sources/catalog/libraries/server/http-api/",
  // no call proves a write key: Segment answers 200 to any
  auth: {
    kind: "basic",
    fields: [
      {
        name: "writeKey",
        label: "Write key",
        hint: "Segment → the source → Settings → API Keys → Write Key.",
        secret: true,
        required: true,
        example: "abcdefghijklmnopqrstuvwxyz012345",
      },
      {
        name: "region",
        label: "Region",
        hint: "Segment → Workspace settings → General; what goes to the wrong region is lost without an error.",
        secret: false,
        required: false,
        example: "us",
        choices: ["us", "eu"],
      },
    ],
  },
  baseUrl: HOSTS.us,
  api: {
    base: ({ credentials }) => (credentials.region === "eu" ? HOSTS.eu : HOSTS.us),
    // the key as a user name with an empty password
    authorize: ({ credentials }) => ({
      authorization: `Basic ${bytesToBase64(utf8ToBytes(`${credentials.writeKey ?? ""}:`))}`,
    }),
  },
  limits: { windows: [{ limit: 1_000, perSeconds: 1 }], scope: "account" },
  webhook,
});
