import { type ActionVectors, SAMPLE_REFERENCE } from "../vectors.ts";
import { accepted, MESSAGE_ID, NUMBER, sent, TO, TOKEN } from "./sample-vectors.ts";

const boundary = `----${SAMPLE_REFERENCE}`;

const listed = "https://graph.facebook.com/v23.0/102290129340398/message_templates";
const readHeaders = { authorization: `Bearer ${TOKEN}`, "idempotency-key": SAMPLE_REFERENCE };

/** What goes before a message, or after one: files, templates, reactions. */
export const furtherActions: Readonly<Record<string, ActionVectors>> = {
  "message.react": {
    requests: [
      {
        title: "names the message and the emoji",
        input: { to: TO, messageId: MESSAGE_ID, emoji: "👍" },
        request: sent({ type: "reaction", reaction: { message_id: MESSAGE_ID, emoji: "👍" } }),
      },
      {
        title: "takes the reaction away",
        input: { to: TO, messageId: MESSAGE_ID, emoji: "" },
        request: sent({ type: "reaction", reaction: { message_id: MESSAGE_ID, emoji: "" } }),
      },
    ],
    invalid: [{ title: "no message", input: { to: TO, emoji: "👍" }, path: "messageId" }],
    results: [accepted],
  },
  "templates.list": {
    requests: [
      {
        title: "asks for those of a name, after those that were shown",
        input: { name: "hello", limit: 10, after: "MjQZD" },
        request: {
          method: "GET",
          url: `${listed}?fields=id%2Cname%2Clanguage%2Cstatus%2Ccategory&limit=10&name=hello&after=MjQZD`,
          headers: readHeaders,
        },
      },
    ],
    invalid: [{ title: "101 a page", input: { limit: 101 }, path: "limit" }],
    results: [
      {
        title: "a page with another after it",
        status: 200,
        body: {
          data: [
            { id: "1", name: "hello_world", language: "en_US", status: "APPROVED", category: "UTILITY" },
          ],
          paging: { cursors: { before: "MAZDZD", after: "MjQZD" }, next: `${listed}?after=MjQZD` },
        },
        result: {
          externalId: null,
          result: {
            templates: [
              { id: "1", name: "hello_world", language: "en_US", status: "APPROVED", category: "UTILITY" },
            ],
            next: "MjQZD",
          },
        },
      },
      {
        title: "the last page",
        status: 200,
        body: { data: [], paging: { cursors: { before: "MAZDZD", after: "MjQZD" } } },
        result: { externalId: null, result: { templates: [], next: null } },
      },
    ],
  },
  "media.upload": {
    requests: [
      {
        title: "is a form of several parts, the file last",
        input: { filename: "Öffnung.txt", contentType: "text/plain", content: "TW8tRnIgOS0xNw==" },
        request: {
          method: "POST",
          url: `${NUMBER}/media`,
          headers: {
            authorization: `Bearer ${TOKEN}`,
            "content-type": `multipart/form-data; boundary=${boundary}`,
          },
          body: {
            text: [
              `--${boundary}`,
              'Content-Disposition: form-data; name="messaging_product"',
              "",
              "whatsapp",
              `--${boundary}`,
              'Content-Disposition: form-data; name="type"',
              "",
              "text/plain",
              `--${boundary}`,
              'Content-Disposition: form-data; name="file"; filename="Öffnung.txt"',
              "Content-Type: text/plain",
              "",
              "Mo-Fr 9-17",
              `--${boundary}--`,
              "",
            ].join("\r\n"),
          },
        },
      },
    ],
    invalid: [
      {
        title: "a type that WhatsApp does not take",
        input: { filename: "a.gif", contentType: "image/gif", content: "SGk=" },
        path: "contentType",
      },
      {
        title: "a name that would end its header",
        input: { filename: 'a".txt', contentType: "text/plain", content: "SGk=" },
        path: "filename",
      },
      {
        title: "a sticker of more than 500 kB",
        input: { filename: "a.webp", contentType: "image/webp", content: "AAAA".repeat(166_667) },
        path: "content",
      },
      {
        title: "what is no base64",
        input: { filename: "a.txt", contentType: "text/plain", content: "Hi!" },
        path: "content",
      },
    ],
    results: [
      {
        title: "uploaded",
        status: 200,
        body: { id: "1037543291543636" },
        result: { externalId: "1037543291543636", result: { id: "1037543291543636" } },
      },
    ],
  },
};
