import { expect, it } from "vitest";
import { createSampledApis } from "./sampled/api.ts";

const TOKEN = "pat-na1-00000000-0000-4000-8000-00000000test";

/** A request as the platform sends it to the stand-in. */
function request(path: string, init: RequestInit & { readonly host?: string } = {}): Request {
  const headers = new Headers(init.headers);
  headers.set("x-original-host", init.host ?? "api.hubapi.com");
  if (!headers.has("authorization")) {
    headers.set("authorization", `Bearer ${TOKEN}`);
  }
  return new Request(`http://127.0.0.1:9400/hubspot${path}`, { ...init, headers });
}

const contact = (body: unknown) =>
  request("/crm/v3/objects/contacts", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });

it("proves the credential of the samples, and no other, at the provider's own host", async () => {
  const { handle } = createSampledApis();
  const path = "/account-info/v3/details";
  expect((await handle(request(path)))?.status).toBe(200);
  const other = request(path, { headers: { authorization: "Bearer pat-of-another" } });
  expect((await handle(other))?.status).toBe(401);
  expect((await handle(request(path, { host: "evil.example" })))?.status).toBe(404);
  expect((await handle(request("/nowhere")))?.status).toBe(404);
});

it("takes a request in the documented form, whatever its texts, and none in another", async () => {
  const { handle, left, removed } = createSampledApis();
  const good = { properties: { email: "jane@example.com", firstname: "Jane" }, associations: [] };
  expect((await handle(contact(good)))?.status).toBe(201);
  expect((await handle(contact({ properties: { mail: "x" } })))?.status).toBe(400);
  expect(left("hubspot")).toEqual(["512"]);
  expect((await handle(request("/crm/v3/objects/contacts/512", { method: "DELETE" })))?.status).toBe(204);
  expect([left("hubspot"), removed("hubspot")]).toEqual([[], ["512"]]);
});

it("leaves to others what they play: the control API, and routes of an API of its own", async () => {
  const { handle } = createSampledApis();
  const headers = { "x-original-host": "api.stripe.com" };
  expect(await handle(new Request("http://127.0.0.1:9400/_twin/log", { headers }))).toBeNull();
  expect(await handle(new Request("http://127.0.0.1:9400/stripe/v1/balance", { headers }))).toBeNull();
  expect(await handle(new Request("http://127.0.0.1:9400/stripe/v1/nowhere", { headers }))).toBeNull();
  expect(await handle(new Request("http://127.0.0.1:9400/hubspot/account-info/v3/details"))).toBeNull();
});
