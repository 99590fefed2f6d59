import { z } from "zod";
import { at, idOf, nameOf } from "../../../model/read.ts";
import { defineAction } from "../../action.ts";
import { email, id, once, related, repeatable, request } from "../client.ts";

const campaign = z.strictObject({ campaignId: id });
const audience = z.array(id).min(1).max(100);

export const createCampaign = defineAction({
  description: "Makes an email campaign to lists and segments; its template is assigned to its message.",
  docs: "https://developers.klaviyo.com/en/reference/create_campaign",
  input: z.strictObject({
    name: z.string().min(1).max(255),
    include: audience.describe("Lists and segments."),
    exclude: audience.optional(),
    subject: z.string().min(1).max(255),
    previewText: z.string().min(1).max(255).optional(),
    fromEmail: email.optional(),
    fromName: z.string().min(1).max(255).optional(),
    replyTo: email.optional(),
    sendAt: z.iso.datetime({ offset: true }).optional().describe("At once where left out, when it is sent."),
  }),
  example: {
    name: "July",
    include: ["Y6nRLr"],
    subject: "What is new in July",
    fromEmail: "hello@example.com",
    fromName: "Acme",
  },
  ...once,
  send: (given, call) => {
    const definition = {
      channel: "email",
      label: given.name,
      content: {
        subject: given.subject,
        preview_text: given.previewText,
        from_email: given.fromEmail,
        from_label: given.fromName,
        reply_to_email: given.replyTo,
      },
    };
    return request(call, {
      method: "POST",
      path: "campaigns",
      data: {
        type: "campaign",
        attributes: {
          name: given.name,
          audiences: { included: given.include, excluded: given.exclude },
          send_strategy:
            given.sendAt === undefined
              ? { method: "immediate" }
              : { method: "static", datetime: given.sendAt },
          "campaign-messages": { data: [{ type: "campaign-message", attributes: { definition } }] },
        },
      },
    });
  },
  result: ({ body }) => {
    const madeId = idOf(at(body, "data", "id"));
    return {
      externalId: madeId,
      result: {
        id: madeId,
        messageId: idOf(at(body, "data", "relationships", "campaign-messages", "data", 0, "id")),
        status: nameOf(at(body, "data", "attributes", "status")),
      },
    };
  },
});

export const assignTemplate = defineAction({
  description: "Has a campaign's message say what a template says, as it is now.",
  docs: "https://developers.klaviyo.com/en/reference/assign_template_to_campaign_message",
  input: z.strictObject({ messageId: id.describe("Of the campaign's message."), templateId: id }),
  example: { messageId: "01GDDKASAP8TKDDA2GRZDSVP4I", templateId: "RdbN2P" },
  ...repeatable,
  send: ({ messageId, templateId }, call) =>
    request(call, {
      method: "POST",
      path: "campaign-message-assign-template",
      data: {
        type: "campaign-message",
        id: messageId,
        relationships: related("template", templateId),
      },
    }),
  result: ({ body }) => ({
    externalId: null,
    result: { templateId: idOf(at(body, "data", "relationships", "template", "data", "id")) },
  }),
});

export const sendCampaign = defineAction({
  description: "Sends a campaign to all its recipients, now or when it says.",
  docs: "https://developers.klaviyo.com/en/reference/send_campaign",
  input: campaign,
  example: { campaignId: "01GDDKASAP8TKDDA2GRZDSVP4J" },
  ...once,
  send: ({ campaignId }, call) =>
    request(call, {
      method: "POST",
      path: "campaign-send-jobs",
      data: { type: "campaign-send-job", id: campaignId },
    }),
  result: ({ body }) => ({
    externalId: idOf(at(body, "data", "id")),
    result: { status: nameOf(at(body, "data", "attributes", "status")) },
  }),
});

export const cancelCampaign = defineAction({
  description: "Stops a campaign that is being sent, or takes it back to a draft.",
  docs: "https://developers.klaviyo.com/en/reference/cancel_campaign_send",
  input: z.strictObject({ campaignId: id, action: z.enum(["cancel", "revert"]).default("cancel") }),
  example: { campaignId: "01GDDKASAP8TKDDA2GRZDSVP4J" },
  ...once,
  send: ({ campaignId, action }, call) =>
    request(call, {
      method: "PATCH",
      path: `campaign-send-jobs/${campaignId}`,
      data: { type: "campaign-send-job", id: campaignId, attributes: { action } },
    }),
  result: () => ({ externalId: null, result: { stopped: true } }),
});
