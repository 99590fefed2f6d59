import { afterAll, afterEach, beforeEach, expect, it, vi } from "vitest";
import { OutboxPlatform } from "../support/outbox.ts";
import { stubFetch } from "../support/sending.ts";
import { twilioRequest } from "../support/sign.ts";
import { createEndpoint } from "../support/webhooks.ts";

const platform = new OutboxPlatform();
const TOKEN = "0123456789abcdef0123456789abcdef";
const SID = "SM00000000000000000000000000000021";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
  platform.jobs.length = 0;
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

afterAll(async () => await platform.clearJobs());

/** Twilio, which proves credentials and takes what is sent; returns the forms that it was given. */
function twilio(): URLSearchParams[] {
  const forms: URLSearchParams[] = [];
  stubFetch(async (request) => {
    if (request.method === "POST") {
      forms.push(new URLSearchParams(await request.text()));
    }
    return Response.json({ sid: SID, status: "queued" }, { status: request.method === "POST" ? 201 : 200 });
  });
  return forms;
}

it("a WhatsApp message goes over Twilio, and what its recipient read settles it", async () => {
  const forms = twilio();
  const { key } = await platform.connected("twilio");
  const { path, url } = await createEndpoint(platform, key, { provider: "twilio", secret: TOKEN });
  const { status, body } = await platform.call<{ id: string }>("POST", "/v1/messages", {
    token: key,
    body: {
      channel: "whatsapp",
      to: "+14155550100",
      from: "+15005550006",
      text: "See you on Monday.",
      category: "transactional",
    },
  });
  expect(status).toBe(202);
  await platform.drainJobs();
  expect(forms.map((form) => Object.fromEntries(form))).toEqual([
    { To: "whatsapp:+14155550100", From: "whatsapp:+15005550006", Body: "See you on Monday." },
  ]);
  expect(await platform.job(key, body.id)).toMatchObject({ status: "succeeded", externalId: SID });
  const parameters = { MessageSid: SID, MessageStatus: "read", To: "whatsapp:+14155550100" };
  const signed = await twilioRequest(url, parameters, TOKEN);
  await platform.fetch(path, { method: "POST", headers: signed.headers, body: signed.body });
  await platform.drain();
  expect(await platform.job(key, body.id)).toMatchObject({ deliveryStatus: "read" });
});
