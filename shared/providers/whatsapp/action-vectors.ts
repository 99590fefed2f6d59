import { type ActionVectors, SAMPLE_REFERENCE } from "../vectors.ts";
import { furtherActions } from "./further-vectors.ts";
import { interactiveActions } from "./interactive-vectors.ts";
import { accepted, headers, MESSAGE_ID, NUMBER, sent, TO } from "./sample-vectors.ts";

const profileUrl = `${NUMBER}/whatsapp_business_profile`;

export const actions: Readonly<Record<string, ActionVectors>> = {
  ...furtherActions,
  "message.send_text": {
    requests: [
      {
        title: "answers a message, with a preview of the link, and names the job",
        input: { to: TO, text: "Größe ✓ https://example.com", previewUrl: true, replyTo: MESSAGE_ID },
        request: sent({
          context: { message_id: MESSAGE_ID },
          type: "text",
          text: { body: "Größe ✓ https://example.com", preview_url: true },
        }),
      },
    ],
    invalid: [
      { title: "a number without its country", input: { to: "5551234", text: "Hi" }, path: "to" },
      { title: "no words", input: { to: TO, text: "" }, path: "text" },
      { title: "4,097 characters", input: { to: TO, text: "x".repeat(4_097) }, path: "text" },
      { title: "a medium beside the words", input: { to: TO, text: "Hi", mediaUrls: [] }, path: "mediaUrls" },
    ],
    results: [
      accepted,
      {
        title: "held until its quality is known",
        status: 200,
        body: { messages: [{ id: MESSAGE_ID, message_status: "held_for_quality_assessment" }] },
        result: {
          externalId: MESSAGE_ID,
          result: { id: MESSAGE_ID, status: "held_for_quality_assessment" },
        },
      },
    ],
  },
  "message.send_template": {
    requests: [
      {
        title: "fills header, words and buttons",
        input: {
          to: TO,
          name: "order_shipped",
          language: "de",
          components: [
            { type: "header", parameters: [{ type: "image", image: { link: "https://x.example/a.png" } }] },
            {
              type: "body",
              parameters: [
                { type: "text", text: "Zoë", parameterName: "first_name" },
                {
                  type: "currency",
                  currency: { fallbackValue: "€9.90", code: "EUR", amount1000: 9_900 },
                },
                { type: "date_time", dateTime: { fallbackValue: "1 July" } },
              ],
            },
            {
              type: "button",
              subType: "url",
              index: 1,
              parameters: [{ type: "text", text: "orders/1" }],
            },
          ],
        },
        request: sent({
          type: "template",
          template: {
            name: "order_shipped",
            language: { code: "de" },
            components: [
              { type: "header", parameters: [{ type: "image", image: { link: "https://x.example/a.png" } }] },
              {
                type: "body",
                parameters: [
                  { type: "text", text: "Zoë", parameter_name: "first_name" },
                  {
                    type: "currency",
                    currency: { fallback_value: "€9.90", code: "EUR", amount_1000: 9_900 },
                  },
                  { type: "date_time", date_time: { fallback_value: "1 July" } },
                ],
              },
              {
                type: "button",
                sub_type: "url",
                index: "1",
                parameters: [{ type: "text", text: "orders/1" }],
              },
            ],
          },
        }),
      },
    ],
    invalid: [
      { title: "no language", input: { to: TO, name: "a" }, path: "language" },
      {
        title: "a name that no template has",
        input: { to: TO, name: "A b", language: "en" },
        path: "name",
      },
      {
        title: "an image from nowhere",
        input: {
          to: TO,
          name: "a",
          language: "en",
          components: [{ type: "header", parameters: [{ type: "image", image: {} }] }],
        },
        path: "components.0.parameters.0.image",
      },
    ],
    results: [accepted],
  },
  "message.send_media": {
    requests: [
      {
        title: "has a document fetched, under a name",
        input: { to: TO, type: "document", link: "https://x.example/a.pdf", filename: "a.pdf", caption: "A" },
        request: sent({
          type: "document",
          document: { link: "https://x.example/a.pdf", filename: "a.pdf", caption: "A" },
        }),
      },
      {
        title: "sends a sound that was uploaded",
        input: { to: TO, type: "audio", id: "1013859600285441" },
        request: sent({ type: "audio", audio: { id: "1013859600285441" } }),
      },
    ],
    invalid: [
      { title: "neither link nor id", input: { to: TO, type: "image" }, path: "link" },
      {
        title: "both link and id",
        input: { to: TO, type: "image", id: "1", link: "https://x.example/a.png" },
        path: "link",
      },
      {
        title: "words under a sound",
        input: { to: TO, type: "audio", id: "1", caption: "A" },
        path: "caption",
      },
      {
        title: "a name of an image",
        input: { to: TO, type: "image", id: "1", filename: "a.png" },
        path: "filename",
      },
      { title: "a file of ours", input: { to: TO, type: "image", link: "file:///a.png" }, path: "link" },
    ],
    results: [accepted],
  },
  ...interactiveActions,
  "message.mark_read": {
    requests: [
      {
        title: "shows that an answer is being written",
        input: { messageId: MESSAGE_ID, typing: true },
        request: {
          method: "POST",
          url: `${NUMBER}/messages`,
          headers,
          body: {
            json: {
              messaging_product: "whatsapp",
              status: "read",
              message_id: MESSAGE_ID,
              typing_indicator: { type: "text" },
            },
          },
        },
      },
    ],
    invalid: [{ title: "no message named", input: { typing: true }, path: "messageId" }],
    results: [
      {
        title: "shown",
        status: 200,
        body: { success: true },
        result: { externalId: null, result: { read: true } },
      },
    ],
  },
  "business_profile.get": {
    requests: [
      {
        title: "asks for every field",
        input: {},
        request: {
          method: "GET",
          url: `${profileUrl}?fields=about,address,description,email,profile_picture_url,websites,vertical`,
          headers: { ...headers, "content-type": null, "idempotency-key": SAMPLE_REFERENCE },
        },
      },
    ],
    invalid: [{ title: "a field that is none", input: { fields: "about" }, path: "fields" }],
    results: [
      {
        title: "what is set, and null for the rest",
        status: 200,
        body: {
          data: [
            {
              about: "Open",
              websites: ["https://www.example.com/"],
              profile_picture_url: "https://pps.example/a",
              messaging_product: "whatsapp",
            },
          ],
        },
        result: {
          externalId: null,
          result: {
            about: "Open",
            address: null,
            description: null,
            email: null,
            pictureUrl: "https://pps.example/a",
            vertical: null,
            websites: ["https://www.example.com/"],
          },
        },
      },
    ],
  },
  "business_profile.update": {
    requests: [
      {
        title: "names what changes",
        input: { about: "Offen", websites: [], pictureHandle: "4::aW" },
        request: {
          method: "POST",
          url: profileUrl,
          headers,
          body: {
            json: {
              messaging_product: "whatsapp",
              about: "Offen",
              websites: [],
              profile_picture_handle: "4::aW",
            },
          },
        },
      },
    ],
    invalid: [
      { title: "nothing to change", input: {}, path: "" },
      {
        title: "three websites",
        input: { websites: ["https://a.example", "https://b.example", "https://c.example"] },
        path: "websites",
      },
      { title: "140 characters", input: { about: "x".repeat(140) }, path: "about" },
    ],
    results: [
      {
        title: "changed",
        status: 200,
        body: { success: true },
        result: { externalId: null, result: { updated: true } },
      },
    ],
  },
};
