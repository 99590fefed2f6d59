import { describe, expect, it } from "vitest";
import { compose, type SignedWebhook } from "./compose.ts";
import { doMischief, type MischiefName, mischief, mischiefFor } from "./mischief.ts";
import { isForm } from "./payload.ts";
import { findSender, senders } from "./registry.ts";
import type { Sender } from "./sender.ts";
import { holds } from "./support/checks.ts";

const NOW = Date.UTC(2026, 10, 21, 8, 30);
const LATER = NOW + 5000;

async function good(sender: Sender, type: string) {
  const { secret, signingKey } = sender.newSecret();
  const url = "https://hooks.example.com/webhooks/x/ep_1";
  return { secret, webhook: await compose(sender, type, { url, signingKey, now: NOW, sequence: 1 }) };
}

/** Whether the body's text, of a form the decoded one, is UTF-8. */
function isUtf8({ request: { body, headers } }: SignedWebhook): boolean {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(body);
    return !isForm(headers["content-type"] ?? "") || decodeURIComponent(text) !== "";
  } catch {
    return false;
  }
}

const every = senders.flatMap((sender) =>
  sender.types.flatMap((type) => mischiefFor(sender).map((name) => ({ sender, type, name }))),
);

describe.each(every)("$name on $sender.provider $type", ({ sender, type, name }) => {
  it(`is what a receiver that is in order ${mischief[name].receiver}`, async () => {
    const { secret, webhook } = await good(sender, type);
    const { request } = await doMischief(name, webhook, LATER);
    expect(holds(sender.provider, request, secret, LATER)).toBe(mischief[name].receiver !== "refuses");
  });
});

describe.each(senders)("$provider", (sender) => {
  const type = sender.types[0] ?? "";
  const make = async (name: MischiefName) => {
    const { webhook } = await good(sender, type);
    return { before: webhook, after: await doMischief(name, webhook, LATER) };
  };

  it("repeats the request byte for byte", async () => {
    const { before, after } = await make("repeat");
    expect(after.request).toEqual(before.request);
  });

  it("retries the same event with the same body and id, signed at the later time", async () => {
    const { before, after } = await make("retry");
    expect(after.request.body).toEqual(before.request.body);
    expect(after.draft.id).toBe(before.draft.id);
    expect(after.signedAt).toBe(LATER);
    expect(after.request.headers).toMatchObject({ ...before.draft.headers, ...sender.retryHeaders });
  });

  it("tampers with a single byte under the old headers", async () => {
    const { before, after } = await make("tamper");
    const changed = after.request.body.filter((byte, at) => byte !== before.request.body[at]);
    expect(changed.length).toBe(1);
    expect(after.request.headers).toEqual(before.request.headers);
  });

  it("forges only the signature", async () => {
    const { before, after } = await make("forge");
    expect(after.request.body).toEqual(before.request.body);
    expect(Object.keys(after.request.headers)).toEqual(Object.keys(before.request.headers));
  });

  it("enlarges the body to 300 KB", async () => {
    const { after } = await make("large");
    expect(after.request.body.length).toBe(300 * 1024);
  });
});

describe("not-utf8", () => {
  const possible = senders.filter((sender) => mischiefFor(sender).includes("not-utf8"));

  it.each(possible)("leaves no type of $provider readable as UTF-8", async (sender) => {
    for (const type of sender.types) {
      const { webhook } = await good(sender, type);
      expect(isUtf8(webhook)).toBe(true);
      expect(isUtf8(await doMischief("not-utf8", webhook, LATER))).toBe(false);
    }
  });
});

describe("reencode", () => {
  it("keeps the content and changes the bytes", async () => {
    for (const provider of ["stripe", "github", "sendgrid"]) {
      const sender = findSender(provider);
      const { webhook } = await good(sender, sender.types[0] ?? "");
      const { request } = await doMischief("reencode", webhook, LATER);
      const [before, after] = [webhook.request.body, request.body].map((body) =>
        Buffer.from(body).toString(),
      );
      expect(after).not.toBe(before);
      expect(JSON.parse(after ?? "")).toEqual(JSON.parse(before ?? ""));
    }
  });
});

describe("mischief that means nothing", () => {
  it.each([
    ["stale", "github", "ping"],
    ["stale", "twilio", "message.sent"],
    ["reencode", "twilio", "message.sent"],
    ["not-utf8", "stripe", "invoice.paid"],
  ] as const)("refuses %s for %s", async (name, provider, type) => {
    const { webhook } = await good(findSender(provider), type);
    expect(() => doMischief(name, webhook, LATER)).toThrow(`"${name}" means nothing for ${provider}`);
  });
});
