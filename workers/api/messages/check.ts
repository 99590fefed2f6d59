import type { z } from "@hono/zod-openapi";
import type { FieldError } from "../../../shared/errors.ts";
import { type Address, addressForm, readAddress, readRecipient } from "../../../shared/model/address.ts";
import type { Channel } from "../../../shared/model/channel.ts";
import { at } from "../../../shared/model/read.ts";
import { fieldErrors, invalidFields } from "../validation.ts";
import type { FilledMessage } from "./fill.ts";

type Part = "subject" | "text" | "html" | "replyTo" | "attachments" | "mediaUrls";

/** What a channel carries, and which of it a message must have: one part of every group. */
interface ChannelForm {
  readonly takes: readonly Part[];
  readonly needs: readonly (readonly Part[])[];
}

const EMAIL: ChannelForm = {
  takes: ["subject", "text", "html", "replyTo", "attachments"],
  needs: [["subject"], ["text", "html"]],
};
const CHAT: ChannelForm = { takes: ["text", "mediaUrls"], needs: [["text", "mediaUrls"]] };

export const CHANNEL_FORMS: Readonly<Record<Channel, ChannelForm>> = {
  email: EMAIL,
  sms: CHAT,
  whatsapp: CHAT,
  instagram: CHAT,
  slack: { takes: ["text"], needs: [["text"]] },
};

const PARTS: readonly Part[] = ["subject", "text", "html", "replyTo", "attachments", "mediaUrls"];

/**
 * The message's address, if the message is one that its channel can carry.
 * @throws Problem `validation_failed` naming what is missing, and what the channel would drop
 */
export function checkMessage(message: FilledMessage["message"]): Address {
  const { channel } = message;
  const form = CHANNEL_FORMS[channel];
  const address = readRecipient(channel, message.to);
  const errors: FieldError[] = [
    ...(address === null ? [{ path: "body.to", message: `must be ${addressForm(channel)}` }] : []),
    ...(message.template === undefined ? form.needs : [])
      .filter((group) => group.every((part) => message[part] === undefined))
      .map((group) => ({
        path: `body.${group[0]}`,
        message: `is needed: ${channel} takes ${group.join(" or ")}`,
      })),
    ...PARTS.filter((part) => message[part] !== undefined && !form.takes.includes(part)).map((part) => ({
      path: `body.${part}`,
      message: `is not carried by ${channel}`,
    })),
    ...(message.replyTo === undefined || readAddress("email", message.replyTo) !== null
      ? []
      : [{ path: "body.replyTo", message: `must be ${addressForm("email")}` }]),
  ];
  if (address === null || errors.length > 0) {
    throw invalidFields(errors);
  }
  return address;
}

/**
 * What an action says of the input made from a message, in the message's own words: of a field of the same name, or of
 * the part that the field holds as it is.
 */
export function messageFields(message: FilledMessage["message"], input: unknown) {
  return (issues: z.ZodError["issues"]): FieldError[] =>
    fieldErrors("body", issues).map(({ path, message: fault }) => {
      const [place = "body", ...rest] = path.split(".");
      const [name = ""] = rest;
      const known = name === "" || Object.hasOwn(message, name) || name === "from" || isPart(name);
      if (known) {
        return { path, message: fault };
      }
      const value = at(input, ...rest);
      const part = PARTS.find((own) => message[own] !== undefined && message[own] === value);
      return part === undefined
        ? { path: place, message: `${rest.join(".")}: ${fault}` }
        : { path: `${place}.${part}`, message: fault };
    });
}

function isPart(name: string): boolean {
  return PARTS.some((part) => part === name);
}
