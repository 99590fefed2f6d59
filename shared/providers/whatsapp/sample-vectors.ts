import { type ExpectedRequest, type ResultVector, SAMPLE_REFERENCE } from "../vectors.ts";

/** What the samples of messages have in common. */
export const TOKEN = "EAATESTtestTESTtest";
export const NUMBER = "https://graph.facebook.com/v23.0/106540352242922";
export const TO = "+16505551234";
export const MESSAGE_ID = "wamid.HBgLMTY1MDU1NTEyMzQVAgASGBQzQTdC";
export const headers = { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" };

/** A message as it leaves. */
export function sent(content: Readonly<Record<string, unknown>>): ExpectedRequest {
  return {
    method: "POST",
    url: `${NUMBER}/messages`,
    headers,
    body: {
      json: {
        messaging_product: "whatsapp",
        recipient_type: "individual",
        to: TO,
        biz_opaque_callback_data: SAMPLE_REFERENCE,
        ...content,
      },
    },
  };
}

export const accepted: ResultVector = {
  title: "accepted",
  status: 200,
  body: {
    messaging_product: "whatsapp",
    contacts: [{ input: TO, wa_id: "16505551234" }],
    messages: [{ id: MESSAGE_ID, message_status: "accepted" }],
  },
  result: { externalId: MESSAGE_ID, result: { id: MESSAGE_ID, status: "accepted" } },
};
