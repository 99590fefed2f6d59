import { type ActionVectors, SAMPLE_REFERENCE } from "../vectors.ts";

/** The words of an email that was received. */
export const received: Readonly<Record<string, ActionVectors>> = {
  "emails.retrieve_received": {
    requests: [
      {
        title: "asks for one email, inline images as references",
        input: { id: "4ef9a417-02e9-4d39-ad75-9611e0fcc33c" },
        request: {
          method: "GET",
          url: "https://api.resend.com/emails/receiving/4ef9a417-02e9-4d39-ad75-9611e0fcc33c?html_format=cid",
          headers: {
            authorization: `Bearer re_TestKeyT_TestKeyTestKeyTestKeyTest`,
            "idempotency-key": SAMPLE_REFERENCE,
            "user-agent": "causeway",
          },
        },
      },
    ],
    invalid: [{ title: "an id that leads elsewhere", input: { id: "../domains" }, path: "id" }],
    results: [
      {
        title: "the text, and the message that it answers",
        status: 200,
        body: {
          object: "email",
          id: "4ef9a417",
          text: "Größe? \n> We have all.",
          html: "<p>other</p>",
          headers: { "In-Reply-To": "<sent@acme.dev>" },
        },
        result: {
          externalId: "4ef9a417",
          result: {
            id: "4ef9a417",
            text: "Größe? \n> We have all.",
            inReplyTo: "<sent@acme.dev>",
            isAutomatic: false,
          },
        },
      },
      {
        title: "that a machine wrote it, whatever the case of its headers",
        status: 200,
        body: {
          object: "email",
          id: "4ef9a417",
          text: "Away.",
          headers: { "auto-submitted": "auto-replied" },
        },
        result: {
          externalId: "4ef9a417",
          result: { id: "4ef9a417", text: "Away.", inReplyTo: null, isAutomatic: true },
        },
      },
      {
        title: "the words of the HTML where there is no text, as in Resend's documented sample",
        status: 200,
        body: {
          object: "email",
          id: "4ef9a417",
          text: null,
          html: "Congrats on sending your <strong>first email</strong>!",
          headers: null,
        },
        result: {
          externalId: "4ef9a417",
          result: {
            id: "4ef9a417",
            text: "Congrats on sending your first email!",
            inReplyTo: null,
            isAutomatic: false,
          },
        },
      },
    ],
  },
};
