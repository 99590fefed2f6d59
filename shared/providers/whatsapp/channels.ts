import { type KeptTemplate, type OutboundMessage, printed } from "../../model/message.ts";
import type { ChannelRule } from "../channel-rule.ts";
import { mediaKindOf } from "./media.ts";

/** Variables by number in their order, or by name: a template has the ones or the others. */
function components(data: KeptTemplate["data"]) {
  const entries = Object.entries(printed(data) ?? {});
  const isNumbered = entries.every(([name]) => /^[1-9]\d*$/.test(name));
  const ordered = isNumbered ? entries.toSorted(([a], [b]) => Number(a) - Number(b)) : entries;
  const parameters = ordered.map(([name, text]) => ({
    type: "text",
    text,
    ...(isNumbered ? {} : { parameterName: name }),
  }));
  return parameters.length === 0 ? {} : { components: [{ type: "body", parameters }] };
}

function mediaFault({ mediaUrls: [url, ...others] = [], text }: OutboundMessage) {
  if (others.length > 0) {
    return { field: "mediaUrls", message: "may hold one file: WhatsApp takes one a message" } as const;
  }
  const kind = mediaKindOf(url ?? "");
  if (kind === null) {
    return {
      field: "mediaUrls",
      message: "must end in an extension of a file that WhatsApp takes, e.g. .jpg, .mp4, .ogg, .pdf",
    } as const;
  }
  return text !== undefined && (kind === "audio" || kind === "sticker")
    ? ({ field: "text", message: `is not carried beside a file of the kind ${kind}` } as const)
    : null;
}

/** Of a medium WhatsApp must be told the kind, which the extension of its URL says. */
export const channel: ChannelRule = {
  action: "message.send_text",
  also: [
    "message.react",
    "message.send_buttons",
    "message.send_list",
    "message.send_media",
    "message.send_template",
  ],
  toInput: ({ to, text }) => ({ to, text }),
  media: {
    action: "message.send_media",
    fault: mediaFault,
    toInput: ({ to, text, mediaUrls: [link = ""] = [] }) => ({
      to,
      type: mediaKindOf(link),
      link,
      ...(text === undefined ? {} : { caption: text }),
    }),
  },
  templates: {
    action: "message.send_template",
    idPattern: "[a-z0-9_]{1,512}",
    hasLanguages: true,
    isExact: true,
    toInput: ({ to, template }) => ({
      to,
      name: template?.id,
      language: template?.language,
      ...components(template?.data ?? {}),
    }),
  },
};
