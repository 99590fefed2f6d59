import { readJson } from "../../model/body.ts";
import type { ProviderEvent } from "../../model/event.ts";
import { at, composedId, dateToMs, idOf, nameOf, secondsToMs } from "../../model/read.ts";
import { prepareVerifier } from "../../signatures/prepare.ts";
import { type SchemeInput, schemeSchema } from "../../signatures/scheme.ts";
import type { LiveSecret, Verifier } from "../../signatures/verifier.ts";
import type { InboundBody, Webhook } from "../define.ts";
import { cloudinaryEffects } from "./effects.ts";

const SHA1_HEX = 40;

/** A plain hash of the body, the timestamp and the secret; an account chooses which. */
export function cloudinaryScheme(algorithm: "sha1" | "sha256") {
  return {
    kind: "digest",
    algorithm,
    signature: { from: { header: "x-cld-signature" }, encoding: "hex" },
    timestamp: { from: { header: "x-cld-timestamp" }, unit: "s", pastSeconds: 7_200, futureSeconds: 300 },
    content: [{ body: "raw" }, { timestamp: true }, { secret: true }],
  } satisfies SchemeInput;
}

/** The signature's length says which hash it is. */
function prepare(secrets: readonly LiveSecret[]): Verifier {
  const sha1 = prepareVerifier(schemeSchema.parse(cloudinaryScheme("sha1")), secrets);
  const sha256 = prepareVerifier(schemeSchema.parse(cloudinaryScheme("sha256")), secrets);
  return {
    verify(request, now) {
      const length = request.headers.get("x-cld-signature")?.trim().length;
      return (length === SHA1_HEX ? sha1 : sha256).verify(request, now);
    },
  };
}

/**
 * One event a body. Cloudinary numbers none: a request has one notification of a type.
 * https://cloudinary.com/documentation/notifications
 * @throws UnparsedBody when the body is not JSON
 */
function events(body: InboundBody): readonly ProviderEvent[] {
  const data = readJson(body.bytes);
  const type = nameOf(at(data, "notification_type"));
  return [
    {
      id: composedId([idOf(at(data, "request_id")), type], ":"),
      type: type ?? "unknown",
      subject: nameOf(at(data, "public_id")) ?? nameOf(at(data, "folder_path")),
      time: dateToMs(at(data, "timestamp")) ?? secondsToMs(body.headers.get("x-cld-timestamp")),
      data,
    },
  ];
}

/** https://cloudinary.com/documentation/notification_signatures */
export const webhook = {
  secret: {
    label: "API secret",
    hint: "Console → Settings → API Keys: the secret of the key that signs notifications, the oldest active one.",
    example: "exampleApiSecret0123456789",
  },
  headers: ["x-cld-signature", "x-cld-timestamp"],
  verifier: prepare,
  events,
  effects: cloudinaryEffects,
  eventTypes: [
    "create_folder",
    "delete",
    "delete_folder",
    "eager",
    "error",
    "explicit",
    "info",
    "moderation",
    "move",
    "publish",
    "rename",
    "resource_context_changed",
    "resource_metadata_changed",
    "resource_tags_changed",
    "upload",
  ],
  setup: [
    "In Cloudinary's console open Settings, API Keys, and copy the API secret of the oldest active key to here.",
    "Under Settings, Webhook Notifications, add the endpoint's URL.",
    "Choose the notification types and save.",
    "Upload a file and look for upload under Events.",
  ],
} satisfies Webhook;
