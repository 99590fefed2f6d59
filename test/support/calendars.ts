import { vi } from "vitest";
import { OutboxPlatform } from "./outbox.ts";
import { stubFetch } from "./sending.ts";
import { createEndpoint, type EventView, events } from "./webhooks.ts";

const SECRET = "a-long-random-text-of-your-own";

/** The addresses of a calendar's API, and of what it is connected by. */
export interface Calendar {
  readonly provider: "google-calendar" | "microsoft-graph";
  /** Answers requests for events. */
  readonly answer: (request: Request) => Response | Promise<Response>;
}

export interface AppointmentView {
  readonly externalId: string;
  readonly status: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly occurredAt: string;
}

/** An organization whose calendar is connected with a person's consent, with an endpoint for what it tells. */
export async function createCalendar({ provider, answer }: Calendar, { isConnected = true } = {}) {
  const platform = new OutboxPlatform();
  const owner = `${crypto.randomUUID()}@example.com`;
  const requests = stubFetch((request) => {
    if (request.method === "POST") {
      const tokens = { access_token: "at", refresh_token: "rt", expires_in: 3_600, token_type: "Bearer" };
      return Response.json({
        ...tokens,
        scope:
          "https://www.googleapis.com/auth/calendar.events https://www.googleapis.com/auth/calendar.freebusy",
      });
    }
    return request.url.includes("/events")
      ? answer(request)
      : Response.json({ id: owner, userPrincipalName: owner });
  });
  const { key, id: organizationId } = await platform.organization();
  const call = <T = unknown>(method: string, path: string, body?: unknown) =>
    platform.call<T>(method, path, { token: key, ...(body === undefined ? {} : { body }) });
  const connectionId = isConnected ? await connect(platform, provider, call) : null;
  const endpoint = await createEndpoint(platform, key, { provider, secret: SECRET });
  return {
    platform,
    organizationId,
    connectionId,
    owner,
    call,
    /** Those for events, as they were asked. */
    asked: () => requests.filter(({ url }) => url.includes("/events")).map(({ url }) => new URL(url)),
    /** A notification, taken and handled; the jobs that it leads to wait. */
    notify: async (init: { readonly headers?: Record<string, string>; readonly body?: string }) => {
      const response = await platform.fetch(endpoint.path, { method: "POST", body: "", ...init });
      if (!response.ok) {
        throw new Error(`The notification was refused: ${await response.text()}`);
      }
      await platform.drain();
    },
    /** What is queued is sent, and what that leads to. */
    sync: async () => {
      let rounds = 20;
      while (rounds > 0 && (await platform.drainJobs()) > 0) {
        rounds -= 1;
      }
    },
    appointments: async () =>
      (await call<{ data: AppointmentView[] }>("GET", "/v1/records?kind=appointment")).body.data.map(
        ({ externalId, status, fields, occurredAt }) => ({ externalId, status, occurredAt, ...fields }),
      ),
    jobs: async () =>
      (await call<{ data: { id: string; status: string }[] }>("GET", "/v1/jobs")).body.data.map(
        ({ status }) => status,
      ),
    events: async (): Promise<EventView[]> => await events(platform, key),
    remindBefore: async (minutes: number) =>
      await call("POST", "/v1/reminder-rules", { event: "appointment.starting", minutes }),
    reminders: async () =>
      (await call<{ data: { status: string; at: string }[] }>("GET", "/v1/reminders")).body.data.map(
        ({ status, at }) => [status, at],
      ),
    cursor: async () => {
      const row = await platform.env.DB.prepare("select position from cursors where org_id = ?")
        .bind(organizationId)
        .first<{ position: string }>();
      return row === null ? null : (JSON.parse(row.position) as Record<string, string>);
    },
  };
}

export const GRAPH_CLIENT_STATE = SECRET;

/** The headers of a notification that a calendar changed. */
export function googleHeaders(number: number, more: Record<string, string> = {}): Record<string, string> {
  return {
    "x-goog-channel-id": "01234567-89ab-cdef-0123456789ab",
    "x-goog-channel-token": SECRET,
    "x-goog-resource-id": "ret08u3rv24htgh289g",
    "x-goog-resource-uri":
      "https://www.googleapis.com/calendar/v3/calendars/my%40example.com/events?alt=json",
    "x-goog-resource-state": "exists",
    "x-goog-message-number": String(number),
    ...more,
  };
}

type Call = <T>(method: string, path: string, body?: unknown) => Promise<{ readonly body: T }>;

async function connect(platform: OutboxPlatform, provider: string, call: Call): Promise<string> {
  await call("PUT", `/v1/oauth-apps/${provider}`, { clientId: crypto.randomUUID(), clientSecret: "secret" });
  const { body } = await call<{ authorizeUrl: string; connectionId: string }>(
    "POST",
    `/v1/oauth/${provider}/authorize`,
    {},
  );
  const state = new URL(body.authorizeUrl).searchParams.get("state");
  const back = await platform.fetch(`/oauth/${provider}/callback?code=c&state=${state}`);
  if (back.status !== 200) {
    throw new Error(`Not connected: ${await back.text()}`);
  }
  return body.connectionId;
}

/** Undoes what a test of calendars left. */
export async function clearCalendars(): Promise<void> {
  vi.unstubAllGlobals();
  vi.useRealTimers();
  const platform = new OutboxPlatform();
  await platform.clearJobs();
  const tables = ["cursors", "reminders", "reminder_rules", "records", "connections"];
  await platform.env.DB.batch(tables.map((table) => platform.env.DB.prepare(`delete from ${table}`)));
}
