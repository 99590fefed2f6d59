import { afterEach, describe, expect, it, vi } from "vitest";
import { ADMIN_TOKEN, TestPlatform } from "../support/platform.ts";
import { bytes, stripeHeaders } from "../support/sign.ts";
import { createEndpoint, push } from "../support/webhooks.ts";

/** A text that would be found wherever it leaks. */
let planted = 0;
function marker(): string {
  planted += 1;
  return `leak${planted}x${crypto.randomUUID().replaceAll("-", "")}`;
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe("logs and errors", () => {
  it("hold nothing of what was in a body, a header, a secret, a query, an address or an id", async () => {
    const lines: string[] = [];
    for (const method of ["log", "info", "warn", "error", "debug"] as const) {
      vi.spyOn(console, method).mockImplementation((...values: unknown[]) => {
        lines.push(values.map(String).join(" "));
      });
    }
    const answers: string[] = [];
    const markers: string[] = [];
    const plant = (): string => {
      const text = marker();
      markers.push(text);
      return text;
    };
    const platform = new TestPlatform();
    const keep = async (response: Response): Promise<Response> => {
      if (response.status >= 400) {
        answers.push(
          `${response.status} ${[...response.headers].join(" ")} ${await response.clone().text()}`,
        );
      }
      return response;
    };
    const { key } = await platform.organization();
    const api = async (method: string, path: string, body?: unknown, token = key) =>
      await keep(
        await platform.fetch(path, {
          method,
          headers: {
            authorization: `Bearer ${token}`,
            "content-type": "application/json",
            "x-request-id": plant(),
          },
          ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
        }),
      );

    // the API: malformed, refused and unknown inputs
    await api("POST", "/v1/endpoints", `{"provider": "${plant()}`);
    await api("POST", "/v1/endpoints", { provider: plant(), secret: plant() });
    await api("POST", "/v1/endpoints", { provider: "sendgrid", secret: plant() });
    await api("POST", "/v1/endpoints", { provider: "custom", scheme: { kind: plant(), secret: plant() } });
    await api("PATCH", "/v1/organization", { timezone: plant(), redirectUrls: [`javascript:${plant()}`] });
    await api("GET", `/v1/events/${plant()}`);
    await api("GET", `/v1/events?cursor=${plant()}&limit=${plant()}`);
    await api("GET", `/${plant()}?token=${plant()}`);
    await api("GET", "/v1/events", undefined, `cw_${plant()}`);
    await api("GET", "/v1/events", undefined, plant());
    await api("POST", "/v1/organizations", { name: plant() }, `${ADMIN_TOKEN}${plant()}`);

    // the gateway: good, forged and unreadable webhooks, and a handler that fails
    const endpoint = await createEndpoint(platform, key);
    const headers = () => ({
      authorization: `Basic ${plant()}`,
      "cf-connecting-ip": plant(),
      "user-agent": plant(),
    });
    const post = async (body: string, secret?: string) =>
      await keep(
        await push(platform, { path: `${endpoint.path}?token=${plant()}` }, body, {
          headers: headers(),
          delivery: plant(),
          ...(secret === undefined ? {} : { secret }),
        }),
      );
    await post(JSON.stringify({ email: plant() }));
    await post(plant());
    await post(JSON.stringify({ email: plant() }), plant());
    await keep(await push(platform, { path: `/webhooks/github/${plant().slice(0, 30)}` }, plant()));
    const secret = `whsec_${plant()}`;
    const stripe = await createEndpoint(platform, key, { provider: "stripe", secret, description: plant() });
    const event = {
      id: plant(),
      type: "invoice.payment_failed",
      created: 1_767_225_600,
      data: {
        object: { id: plant(), customer: plant(), amount_due: 1, currency: "eur", customer_email: plant() },
      },
    };
    const body = bytes(JSON.stringify(event));
    const signed = await stripeHeaders(body, { secret, at: Math.floor(Date.now() / 1_000) });
    await keep(await platform.fetch(stripe.path, { method: "POST", headers: signed, body }));
    platform.database.failingOn = /insert into records/;
    await platform.drain();
    platform.database.failingOn = null;

    // our own failures: the queue refuses with the message in its words, the database is away
    platform.queue.fault = "refuse";
    await post(JSON.stringify({ email: plant() }));
    platform.database.failing = true;
    await post(JSON.stringify({ email: plant() }));
    await api("GET", `/v1/events?q=${plant()}`);
    await api("POST", "/v1/organizations", { name: plant() }, ADMIN_TOKEN);

    expect(markers.length).toBeGreaterThan(50);
    expect(lines.length).toBeGreaterThan(15);
    expect(answers.length).toBeGreaterThan(12);
    const everything = `${lines.join("\n")}\n${answers.join("\n")}`;
    expect(markers.filter((text) => everything.includes(text))).toEqual([]);
    for (const line of lines) {
      expect(JSON.parse(line)).toMatchObject({ level: expect.any(String), event: expect.any(String) });
    }
  });
});
