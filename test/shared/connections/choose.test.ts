import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import { chooseConnection, chooseForChannel } from "../../../shared/connections/choose.ts";
import { createDatabase } from "../../../shared/db/client.ts";
import { type ConnectionRow, insertConnection } from "../../../shared/db/queries/connections.ts";
import { Problem } from "../../../shared/errors.ts";
import { type Id, newId } from "../../../shared/ids.ts";
import type { Channel } from "../../../shared/model/channel.ts";
import type { ProviderDefinition } from "../../../shared/providers/define.ts";

const db = createDatabase(env.DB);

function fake(id: string, channels: readonly Channel[]): ProviderDefinition {
  const fields = [{ name: "apiKey", label: "Key", hint: "", secret: true, required: true, example: "x" }];
  const rule = { action: "send", toInput: () => ({}) };
  return {
    id,
    name: id.toUpperCase(),
    categories: [],
    docs: "https://example.com",
    auth: { kind: "bearer", fields },
    channels: Object.fromEntries(channels.map((channel) => [channel, rule])),
  };
}

const post = fake("post", ["email"]);
const mail = fake("mail", ["email", "sms"]);
const pay = fake("pay", []);
const providers = [post, mail, pay];

let organizationId: Id<"organization">;

beforeEach(() => {
  organizationId = newId("organization", Date.now());
});

async function connect(
  provider: ProviderDefinition,
  status: ConnectionRow["status"] = "active",
  owner = organizationId,
  agentId: string | null = null,
): Promise<Id<"connection">> {
  const id = newId("connection", Date.now());
  await insertConnection(db, {
    organizationId: owner,
    id,
    provider: provider.id,
    name: null,
    status,
    credentials: "",
    config: { made: status },
    externalAccountId: null,
    agentId,
    failures: null,
    accountKey: "",
    error: null,
    tokens: null,
    refreshDueAt: null,
    generation: 1,
    createdAt: 0,
    updatedAt: 0,
  });
  return id;
}

async function tell(choice: Promise<{ provider: ProviderDefinition; connectionId: string | null }>) {
  try {
    const { provider, connectionId } = await choice;
    return [provider.id, connectionId];
  } catch (cause) {
    if (cause instanceof Problem) {
      return [cause.code, cause.errors[0]?.path];
    }
    throw cause;
  }
}

function forJob(provider: ProviderDefinition, connectionId?: Id<"connection">, secrets = {}) {
  const wanted = { organizationId, provider, connectionId };
  return tell(chooseConnection({ db, env: secrets, providers }, wanted));
}

describe("the credential of a job", () => {
  it("is the connection that is named, also one that needs mending", async () => {
    for (const status of ["active", "needs_reauth", "error", "pending"] as const) {
      const id = await connect(post, status);
      expect(await forJob(post, id)).toEqual(["post", id]);
    }
  });

  it("is refused by its field when the named one is unknown, disabled, a stranger's or another provider's", async () => {
    const at = "body.connectionId";
    expect(await forJob(post, newId("connection", 1))).toEqual(["connection_missing", at]);
    expect(await forJob(post, await connect(post, "disabled"))).toEqual(["connection_missing", at]);
    const foreign = await connect(post, "active", newId("organization", 1));
    expect(await forJob(post, foreign)).toEqual(["connection_missing", at]);
    expect(await forJob(post, await connect(mail))).toEqual(["validation_failed", at]);
  });

  it("else the only active connection of the provider", async () => {
    await connect(mail);
    await connect(post, "disabled");
    await connect(post, "pending");
    await connect(post, "error");
    const id = await connect(post);
    expect(await forJob(post, undefined, { POST_API_KEY: "x" })).toEqual(["post", id]);
  });

  it("else the only one that holds its jobs until it is mended", async () => {
    const id = await connect(post, "needs_reauth");
    expect(await forJob(post, undefined, { POST_API_KEY: "x" })).toEqual(["post", id]);
  });

  it("is ambiguous when several fit, and says how many", async () => {
    await connect(post);
    await connect(post);
    await expect(
      chooseConnection({ db, env: {}, providers }, { organizationId, provider: post }),
    ).rejects.toMatchObject({
      code: "connection_ambiguous",
      detail: expect.stringContaining("2 connections"),
    });
    organizationId = newId("organization", 2);
    await connect(post, "error");
    await connect(post, "needs_reauth");
    expect(await forJob(post)).toEqual(["connection_ambiguous", "body.connectionId"]);
  });

  it("else the platform's own, else it is missing", async () => {
    await connect(post, "disabled");
    expect(await forJob(post, undefined, { POST_API_KEY: "x" })).toEqual(["post", null]);
    expect(await forJob(post)).toEqual(["connection_missing", "body.connectionId"]);
  });
});

describe("the credential of a message", () => {
  function forMessage(
    channel: Channel,
    {
      connectionId,
      channelDefaults = null,
      secrets = {},
    }: {
      connectionId?: Id<"connection">;
      channelDefaults?: Record<string, string> | null;
      secrets?: Record<string, string>;
    } = {},
  ) {
    const organization = { id: organizationId, channelDefaults };
    const wanted = { organization, channel, connectionId };
    return tell(chooseForChannel({ db, env: secrets, providers }, wanted));
  }

  it("is the connection that is named, before the organization's default", async () => {
    const [named, preset] = [await connect(post), await connect(mail)];
    const channelDefaults = { email: preset };
    expect(await forMessage("email", { connectionId: named, channelDefaults })).toEqual(["post", named]);
    expect(await forMessage("email", { channelDefaults })).toEqual(["mail", preset]);
  });

  it("is refused when what is named does not carry the channel, or no provider does", async () => {
    const connectionId = await connect(pay);
    expect(await forMessage("email", { connectionId })).toEqual(["channel_not_supported", "body.channel"]);
    expect(await forMessage("slack")).toEqual(["channel_not_supported", "body.channel"]);
  });

  it("does not fall back from a default that is gone or disabled", async () => {
    await connect(post);
    const gone = { email: newId("connection", 1) };
    const disabled = { email: await connect(mail, "disabled") };
    for (const channelDefaults of [gone, disabled]) {
      expect(await forMessage("email", { channelDefaults })).toEqual(["connection_missing", "body.channel"]);
    }
  });

  it("else the only active connection that carries the channel, over all providers", async () => {
    await connect(pay);
    const one = await connect(post);
    expect(await forMessage("email")).toEqual(["post", one]);
    await connect(mail);
    expect(await forMessage("email")).toEqual(["connection_ambiguous", "body.connectionId"]);
    expect((await forMessage("sms"))[0]).toBe("mail");
  });

  it("else the platform's own where exactly one provider has one", async () => {
    expect(await forMessage("email", { secrets: { MAIL_API_KEY: "x" } })).toEqual(["mail", null]);
    const both = { MAIL_API_KEY: "x", POST_API_KEY: "y" };
    expect(await forMessage("email", { secrets: both })).toEqual([
      "connection_ambiguous",
      "body.connectionId",
    ]);
    expect(await forMessage("email")).toEqual(["connection_missing", "body.connectionId"]);
  });
});
