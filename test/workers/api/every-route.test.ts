import { afterAll, beforeEach, describe, expect, it, vi } from "vitest";
import { PROBLEMS } from "../../../shared/errors.ts";
import { SCOPES } from "../../../shared/model/scopes.ts";
import { ADMIN_TOKEN } from "../../support/platform.ts";
import {
  createTenant,
  documentedRoutes,
  fill,
  own,
  type Route,
  tokenFor,
  validBody,
} from "../../support/routes.ts";
import { SendingPlatform, stubFetch } from "../../support/sending.ts";

const answerWell = () => stubFetch(() => Response.json({ data: [] }));
answerWell();
const platform = new SendingPlatform({ API_LIMIT_PER_10_SECONDS: "100000" });

afterAll(async () => await platform.clearJobs());
const tenant = await createTenant(platform);
const stranger = await createTenant(platform);
const routes = await documentedRoutes(platform);
const guarded = routes.filter(({ requires }) => requires !== null);
/** Paths that name a provider: the same for everybody. */
const COMMON = /^\/v1\/(providers|breakers|oauth|oauth-apps)\//;
/** Ending what has ended already is no error, as the sender of the request expects. */
const FORGIVING = ["DELETE /v1/hooks/{id}"];
const named = guarded.filter(
  ({ path, name }) => path.includes("{") && !COMMON.test(path) && !FORGIVING.includes(name),
);
const withBody = guarded.filter(({ hasBody }) => hasBody);
const lists = guarded.filter(({ query }) => query.includes("cursor"));

function url(route: Route, replace = own(tenant)): string {
  return fill(route.path, replace);
}

function init(route: Route, token: string | null, body = "{}", type = "application/json"): RequestInit {
  return {
    method: route.method,
    headers: { ...(token === null ? {} : { authorization: `Bearer ${token}` }), "content-type": type },
    ...(route.method === "GET" || route.method === "DELETE" ? {} : { body }),
  };
}

async function problem(path: string, options: RequestInit, status: number): Promise<Record<string, unknown>> {
  const response = await platform.fetch(path, options);
  const text = await response.text();
  expect([response.status, text]).toEqual([status, expect.any(String)]);
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  expect(response.headers.get("x-request-id")).toMatch(/^req_/);
  const body = JSON.parse(text) as Record<string, unknown>;
  expect(Object.keys(PROBLEMS)).toContain(body.code);
  expect(body).toMatchObject({
    status,
    type: expect.any(String),
    title: expect.any(String),
    detail: expect.any(String),
  });
  return body;
}

beforeEach(() => {
  answerWell();
});

afterAll(() => {
  vi.unstubAllGlobals();
});

describe("the document", () => {
  it("describes every route: an id, a summary, and who may call it", async () => {
    const { body } = await platform.call<{
      openapi: string;
      paths: Record<string, Record<string, Record<string, unknown>>>;
    }>("GET", "/openapi.json");
    expect(body.openapi).toMatch(/^3\.1/);
    const operations = Object.values(body.paths).flatMap((path) => Object.values(path));
    expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length);
    expect(operations.every(({ summary }) => typeof summary === "string" && summary.length > 10)).toBe(true);
    expect(routes.filter(({ requires }) => requires === null).map(({ name }) => name)).toEqual([
      "GET /health",
    ]);
    expect(
      guarded.every(({ requires }) => requires === "admin" || SCOPES.some((scope) => scope === requires)),
    ).toBe(true);
  });
});

describe.each(guarded.map((route) => [route.name, route] as const))("%s", (_, route) => {
  it("wants credentials: none, malformed or invented ones are 401", async () => {
    const key = `cw_${"a".repeat(49)}`;
    for (const token of [null, "nonsense", key, `${tenant.key.slice(0, -1)}!`, "eyJhbGciOiJub25lIn0.e30."]) {
      const body = await problem(url(route), init(route, token), 401);
      expect(body.code).toBe("unauthorized");
    }
  });

  it("is closed to credentials that are not meant for it", async () => {
    const tokens = route.requires === "admin" ? [tenant.key] : [ADMIN_TOKEN];
    if (route.requires !== "admin") {
      const others = SCOPES.filter((scope) => scope !== route.requires);
      tokens.push(await platform.key(tenant.organizationId, others));
    }
    for (const token of tokens) {
      expect(await problem(url(route), init(route, token), 403)).toMatchObject({ code: "forbidden" });
    }
  });

  it("is open to a key with its scope alone", async () => {
    if (route.requires === null || route.requires === "admin") {
      return;
    }
    const lone = await createTenant(platform);
    const token = await platform.key(lone.organizationId, [route.requires]);
    const response = await platform.fetch(url(route, own(lone)), init(route, token));
    expect(route.statuses).toContain(response.status);
    expect([401, 403, 500]).not.toContain(response.status);
  });
});

describe.each(named.map((route) => [route.name, route] as const))("%s", (_, route) => {
  const token = tokenFor(route, tenant);
  const unknown = (segment: string) => own(tenant)(segment).replace(/_.*/, "_01m7xzgkhsfpa9gydfp7520p1w");

  it("knows no malformed and no invented id", async () => {
    for (const replace of [() => "nonsense", () => "evt_", () => "ep_ZZZZ", () => "__proto__", unknown]) {
      expect(await problem(url(route, replace), init(route, token, validBody(route)), 404)).toMatchObject({
        code: "not_found",
      });
    }
  });

  it("does not show another organization's things", async () => {
    if (route.requires !== "admin") {
      expect(
        await problem(url(route, own(stranger)), init(route, token, validBody(route)), 404),
      ).toMatchObject({
        code: "not_found",
      });
    }
  });
});

describe.each(withBody.map((route) => [route.name, route] as const))("%s", (_, route) => {
  const token = tokenFor(route, tenant);

  it("refuses what is not JSON, not said to be JSON, or too large", async () => {
    for (const text of ["{", '{"a":}', "\u0000"]) {
      expect(await problem(url(route), init(route, token, text), 400)).toMatchObject({
        code: "malformed_json",
      });
    }
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"]) {
      const body = await problem(url(route), init(route, token, "{}", type), 415);
      expect(body.code).toBe("unsupported_media_type");
    }
    const large = new Uint8Array(5_000_001).fill(0x20);
    for (const body of [large, new Blob([large]).stream()]) {
      const options = { ...init(route, token), body };
      expect(await problem(url(route), options, 413)).toMatchObject({ code: "body_too_large" });
    }
  });

  it("names the field that it does not know, and wants an object", async () => {
    const unknown = await problem(url(route), init(route, token, '{"surprise":1,"__proto__":{}}'), 422);
    expect(unknown).toMatchObject({ code: "validation_failed" });
    expect(unknown.errors).toContainEqual({ path: "body.surprise", message: "is not a field here" });
    for (const text of ["[]", "null", '"text"', "1"]) {
      const body = await problem(url(route), init(route, token, text), 422);
      expect(body.errors).toEqual([expect.objectContaining({ path: "body" })]);
    }
  });
});

describe.each(lists.map((route) => [route.name, route] as const))("%s", (_, route) => {
  const token = tokenFor(route, tenant);
  const get = (query: string) =>
    platform.call<{ data: { id?: string }[]; nextCursor: string | null }>("GET", `${url(route)}?${query}`, {
      token,
    });

  it("refuses a limit out of bounds, an invented cursor and an unknown filter", async () => {
    for (const limit of ["0", "201", "abc", "1.5", "-1", ""]) {
      expect(await get(`limit=${limit}`)).toMatchObject({
        status: 422,
        body: { errors: [{ path: "query.limit" }] },
      });
    }
    for (const cursor of ["nonsense", "e30", "%00", "x".repeat(400)]) {
      expect(await get(`cursor=${cursor}`)).toMatchObject({ status: 400, body: { code: "invalid_cursor" } });
    }
    expect(await get("surprise=1")).toMatchObject({
      status: 422,
      body: { errors: [{ path: "query.surprise" }] },
    });
  });

  it("shows each item once, newest first, page by page", async () => {
    const all = await get("limit=200");
    expect(all.status).toBe(200);
    const seen: (string | undefined)[] = [];
    let cursor: string | null = "";
    while (cursor !== null && seen.length < 30) {
      const page: Awaited<ReturnType<typeof get>> = await get(
        `limit=1${cursor === "" ? "" : `&cursor=${cursor}`}`,
      );
      expect(page.body.data.length).toBeLessThanOrEqual(1);
      seen.push(...page.body.data.map(({ id }) => id));
      cursor = page.body.nextCursor;
    }
    expect(seen).toEqual(all.body.data.slice(0, seen.length).map(({ id }) => id));
    expect(seen).toEqual([...seen].sort().reverse());
  });
});
