import { describe, expect, it } from "vitest";
import { TestPlatform } from "../../support/platform.ts";

const platform = new TestPlatform();

function callerOf(token: string) {
  return <T>(method: string, path: string, body: unknown) => platform.call<T>(method, path, { token, body });
}

describe("a reminder rule", () => {
  it.each([
    [{ event: "appointment.starting", minutes: -1 }, "body.minutes"],
    // it would never come: nobody is reminded of what has begun
    [{ event: "appointment.starting", minutes: 0 }, "body.minutes"],
    [{ event: "appointment.starting", minutes: 60, template: "nothing" }, "body.template"],
    [{ event: "appointment.noticed", minutes: 60 }, "body.event"],
  ])("is refused by field where it cannot be: %j", async (body, path) => {
    const { key } = await platform.organization();
    const call = callerOf(key);
    const refused = await call<{ errors: { path: string }[] }>("POST", "/v1/reminder-rules", body);
    expect([refused.status, refused.body.errors[0]?.path]).toEqual([422, path]);
  });

  it("is not changed to what would never come", async () => {
    const { key } = await platform.organization();
    const call = callerOf(key);
    const made = await call<{ id: string }>("POST", "/v1/reminder-rules", {
      event: "appointment.starting",
      minutes: 60,
    });
    const path = `/v1/reminder-rules/${made.body.id}`;
    expect((await call("PATCH", path, { minutes: 0 })).status).toBe(422);
    expect((await call("PATCH", path, { minutes: 1 })).status).toBe(200);
    expect((await call("DELETE", path, undefined)).status).toBe(204);
  });

  it("is refused for a channel over which no attendee is known", async () => {
    const { key } = await platform.organization();
    const call = callerOf(key);
    await call("POST", "/v1/templates", { name: "slack", channel: "slack", text: "Hi" });
    const body = { event: "appointment.starting", minutes: 60, template: "slack" };
    expect((await call("POST", "/v1/reminder-rules", body)).status).toBe(422);
  });
});
