import { describe, expect, it } from "vitest";
import type { ProviderDefinition } from "../../shared/providers/define.ts";
import { findProvider, providers } from "../../shared/providers/registry.ts";
import { prepareVerifier } from "../../shared/signatures/prepare.ts";
import { schemeSchema } from "../../shared/signatures/scheme.ts";
import type { Verdict } from "../../shared/signatures/verifier.ts";
import { compose, type SignedWebhook } from "./compose.ts";
import { doMischief, mischiefFor } from "./mischief.ts";
import { everySender, senders } from "./registry.ts";
import type { Sender } from "./sender.ts";

const NOW = Date.UTC(2026, 10, 21, 8, 30);
const URL_REGISTERED = "https://hooks.example.com/webhooks/x/ep_1";

const sampled = everySender.slice(senders.length);
const everyType = sampled.flatMap((sender) => sender.types.map((type) => ({ sender, type })));

function webhookOf({ provider }: Sender) {
  const webhook = findProvider(provider)?.webhook;
  if (webhook === undefined) {
    throw new TypeError(`${provider} sends nothing`);
  }
  return webhook;
}

/** What the platform makes of a request. */
async function judge({ sender, request }: SignedWebhook, secret: string): Promise<Verdict> {
  const { scheme, verifier } = webhookOf(sender);
  const secrets = [{ id: "sec_1", value: secret, expiresAt: null }];
  const prepared =
    scheme === undefined ? verifier?.(secrets) : prepareVerifier(schemeSchema.parse(scheme), secrets);
  const signed = { ...request, method: "POST", headers: new Headers({ ...request.headers }) };
  return (await prepared?.verify(signed, NOW)) ?? { ok: true, secretId: null, signedAt: null };
}

function eventsOf({ sender, request }: SignedWebhook) {
  return webhookOf(sender).events({
    contentType: request.headers["content-type"] ?? "",
    headers: new Headers({ ...request.headers }),
    url: new URL(request.url),
    bytes: request.body,
    receivedAt: NOW,
  });
}

function send(sender: Sender, type: string, signingKey: string, sequence = 1): Promise<SignedWebhook> {
  return compose(sender, type, { url: URL_REGISTERED, signingKey, now: NOW, sequence });
}

it("plays every provider of the registry that sends webhooks, each once", () => {
  const names = everySender.map(({ provider }) => provider);
  const all: readonly ProviderDefinition[] = Object.values(providers);
  const sending = all.flatMap(({ id, webhook }) => (webhook === undefined ? [] : [id]));
  expect(names.toSorted()).toEqual(sending.toSorted());
});

describe.each(everyType)("$sender.provider $type", ({ sender, type }) => {
  it("is taken under the secret of the endpoint, and under no other", async () => {
    const { secret, signingKey } = sender.newSecret();
    const good = await send(sender, type, signingKey);
    expect(await judge(good, secret)).toMatchObject({ ok: true, secretId: "sec_1" });
    expect(await judge(good, sender.newSecret().secret)).toMatchObject({
      ok: false,
      reason: "invalid_signature",
    });
    expect(eventsOf(good)[0]?.type).toBe(type);
  });

  it("is the same for the same sequence, and another event for another", async () => {
    const { signingKey } = sender.newSecret();
    const [one, same, other] = [
      await send(sender, type, signingKey),
      await send(sender, type, signingKey),
      await send(sender, type, signingKey, 2),
    ];
    expect(same.draft).toEqual(one.draft);
    const identity = (webhook: SignedWebhook) =>
      eventsOf(webhook).map(({ id }) => id ?? Buffer.from(webhook.request.body).toString());
    for (const known of identity(one)) {
      expect(identity(other)).not.toContain(known);
    }
  });
});

describe.each(sampled.filter(({ signs }) => signs === "bytes"))("$provider", (sender) => {
  it("is refused after any mischief that a receiver must refuse", async () => {
    const { secret, signingKey } = sender.newSecret();
    const good = await send(sender, sender.types[0] ?? "", signingKey);
    const names = (["forge", "stale", "reencode"] as const).filter((name) =>
      mischiefFor(sender).includes(name),
    );
    for (const name of names) {
      expect(await judge(await doMischief(name, good, NOW), secret)).toMatchObject({ ok: false });
    }
  });
});
