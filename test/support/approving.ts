import { expect } from "vitest";
import { OutboxPlatform } from "./outbox.ts";
import { exampleCredentials, stubFetch } from "./sending.ts";
import { bytes, slackHeaders } from "./sign.ts";
import { createEndpoint } from "./webhooks.ts";

const SECRET = "0123456789abcdef0123456789abcdef";
/** Of every message that the Slack of these tests posts. */
export const TS = "1503435956.000247";

export interface Approval {
  readonly id: string;
  readonly jobId: string;
  readonly status: string;
  readonly preview: string;
  readonly decidedBy: string | null;
  readonly reason: string | null;
  readonly decidedAt: string | null;
  readonly expiresAt: string;
}

interface Sent {
  readonly url: string;
  readonly body: Record<string, unknown>;
}

/** An organization that sends email by Resend, and is asked in Slack. */
export async function approving(rule: Record<string, unknown> | null = { channel: "email" }) {
  const platform = new OutboxPlatform();
  const sent: Sent[] = [];
  stubFetch(async (request) => {
    const text = await request.text();
    sent.push({ url: request.url, body: text === "" ? {} : JSON.parse(text) });
    return request.url.includes("slack.com")
      ? Response.json({ ok: true, team_id: "T1", team: "Acme", channel: "C1", ts: TS })
      : Response.json({ id: crypto.randomUUID(), data: [] });
  });
  const { key, connectionId } = await platform.connected("slack");
  const call = <T>(method: string, path: string, body?: unknown) =>
    platform.call<T>(method, path, { token: key, ...(body === undefined ? {} : { body }) });
  await call("POST", "/v1/connections", { provider: "resend", credentials: exampleCredentials("resend") });
  const endpoint = await createEndpoint(platform, key, { provider: "slack", secret: SECRET });
  const notify = { connectionId, channel: "C1" };
  if (rule !== null) {
    const made = await call("POST", "/v1/approval-rules", { name: "All email", notify, ...rule });
    expect(made.status).toBe(201);
  }
  sent.length = 0;
  const click = async (approvalId: string, action: string, user = "U1") => {
    const payload = {
      type: "block_actions",
      user: { id: user },
      team: { id: "T1" },
      container: { type: "message", message_ts: TS, channel_id: "C1" },
      actions: [{ type: "button", action_id: action, value: approvalId, action_ts: `${Date.now() / 1_000}` }],
    };
    const body = bytes(new URLSearchParams({ payload: JSON.stringify(payload) }).toString());
    const signed = await slackHeaders(body, { secret: SECRET, at: Math.floor(Date.now() / 1_000) });
    const headers = { ...signed, "content-type": "application/x-www-form-urlencoded" };
    const response = await platform.fetch(endpoint.path, { method: "POST", headers, body });
    expect(response.status).toBe(200);
  };
  return {
    platform,
    key,
    call,
    sent,
    click,
    notify,
    send: async (more: Record<string, unknown> = {}) =>
      (
        await call<{ id: string; status: string }>("POST", "/v1/messages", {
          channel: "email",
          to: "ann@example.com",
          from: "Acme <hello@acme.example>",
          subject: "Hello <b>",
          text: "Good news <!channel>",
          category: "transactional",
          ...more,
        })
      ).body,
    approval: async (): Promise<Approval> => {
      const { body } = await call<{ data: Approval[] }>("GET", "/v1/approvals");
      const [first] = body.data;
      if (first === undefined) {
        throw new Error("Nothing waits for an approval.");
      }
      return first;
    },
    emails: () => sent.filter(({ url }) => url.includes("resend")),
    slack: (method: string) => sent.filter(({ url }) => url.endsWith(`/${method}`)),
    drainAll: async () => {
      for (let round = 0; round < 5 && (await platform.drainJobs()) > 0; round += 1) {
        // what a round sends may queue more
      }
    },
  };
}

/** What tests of approvals leave, for a schedule of a later one to find. */
export async function clearApprovals(): Promise<void> {
  const platform = new OutboxPlatform();
  await platform.clearJobs();
  await platform.env.DB.prepare("delete from approvals").run();
}
