import { type ActionVectors, SAMPLE_REFERENCE } from "../vectors.ts";
import { NUMBER, TOKEN } from "./sample-vectors.ts";

const boundary = `----${SAMPLE_REFERENCE}`;

/** A file that goes up before it is sent. */
export const mediaActions: Readonly<Record<string, ActionVectors>> = {
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
