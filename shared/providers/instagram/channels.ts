import { extensionOf } from "../../model/file-kind.ts";
import type { OutboundMessage } from "../../model/message.ts";
import type { ChannelRule } from "../channel-rule.ts";

/** https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/messaging-api#supported-media */
const EXTENSIONS = {
  image: ["png", "jpg", "jpeg", "gif"],
  video: ["mp4", "ogg", "avi", "mov", "webm"],
  audio: ["aac", "m4a", "wav"],
  file: ["pdf"],
} as const;

const KIND_BY_EXTENSION: ReadonlyMap<string, string> = new Map(
  Object.entries(EXTENSIONS).flatMap(([kind, extensions]) => extensions.map((one) => [one, kind] as const)),
);

function kindOf(url: string): string | undefined {
  return KIND_BY_EXTENSION.get(extensionOf(url));
}

function mediaFault({ mediaUrls: [url = "", ...others] = [], text }: OutboundMessage) {
  if (others.length > 0) {
    return { field: "mediaUrls", message: "may hold one file: Instagram takes one a message" } as const;
  }
  if (text !== undefined) {
    return { field: "text", message: "is a message of its own: Instagram carries words or a file" } as const;
  }
  return kindOf(url) === undefined
    ? ({
        field: "mediaUrls",
        message: "must end in an extension of a file that Instagram takes, e.g. .jpg, .mp4, .m4a, .pdf",
      } as const)
    : null;
}

/** Of a medium Instagram must be told the kind, which the extension of its URL says. */
export const channel: ChannelRule = {
  action: "dm.send",
  also: ["dm.send_buttons"],
  toInput: ({ to, text }) => ({ to, text }),
  media: {
    action: "dm.send",
    fault: mediaFault,
    toInput: ({ to, mediaUrls: [url = ""] = [] }) => ({ to, media: { type: kindOf(url), url } }),
  },
};
