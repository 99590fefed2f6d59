import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { SCOPES } from "../../../shared/model/scopes.ts";
import { newKey } from "../../../workers/api/authentication/key.ts";
import { ask, refusal, requestOf } from "../../support/ask.ts";
import {
  documentedOperations,
  exampleBody,
  exampleQuery,
  fill,
  type Operation,
  wrongFields,
} from "../../support/operations.ts";
import { ADMIN_TOKEN } from "../../support/platform.ts";
import { SendingPlatform, stubFetch } from "../../support/sending.ts";
import { createTenant, fillLists, foreign, invented, own, tokenFor } from "../../support/tenants.ts";

stubFetch(() => Response.json({ data: [] }));
const platform = new SendingPlatform({ API_LIMIT_PER_10_SECONDS: "100000" });

afterAll(async () => await platform.clearJobs());
const tenant = await createTenant(platform);
const stranger = await createTenant(platform);
await fillLists(tenant);
const operations = await documentedOperations(platform);

const guarded = operations.filter(({ requires }) => requires !== null);
/** Ending what has ended already is no error, as the sender of the request expects. */
const FORGIVING = ["DELETE /v1/hooks/{id}"];
/** An agent is what the app calls one: each has integrations, if only none. */
const ANYBODY = ["GET /v1/agents/{agentId}/integrations", "PUT /v1/agents/{agentId}/integrations"];
const named = guarded.filter(
  ({ path, name }) => path.includes("{") && ![...FORGIVING, ...ANYBODY].includes(name),
);
const withBody = guarded.filter(({ body }) => body !== null);
const lists = guarded.filter(({ query }) => query.some(({ name }) => name === "cursor"));

afterEach(() => {
  vi.useRealTimers();
});

afterAll(() => {
  vi.unstubAllGlobals();
});

const titled = (of: readonly Operation[]) => describe.each(of.map((one) => [one.name, one] as const));

const refused = (operation: Operation, path: string, init: RequestInit, status: number) =>
  refusal(platform, operation, path, { ...init, status });

async function madeKey(fields: Record<string, unknown>): Promise<{ id: string; key: string }> {
  const path = `/v1/organizations/${tenant.organizationId}/keys`;
  const body = { name: "of the suite", ...fields };
  return (await platform.call<{ id: string; key: string }>("POST", path, { token: ADMIN_TOKEN, body })).body;
}

const revoked = await madeKey({});
await platform.call("DELETE", `/v1/keys/${revoked.id}`, { token: tenant.key });
const expired = await madeKey({ expiresAt: new Date(Date.now() + 3_600_000).toISOString() });
const { key: unknown } = await newKey();
const malformed = [
  "nonsense",
  `${tenant.key.slice(0, -1)}!`,
  `cw_${"a".repeat(49)}`,
  "eyJhbGciOiJub25lIn0.e30.",
];

describe("the document", () => {
  it("is OpenAPI 3.1, with an id of its own and a summary for every operation", async () => {
    const { body } = await platform.call<{
      openapi: string;
      paths: Record<string, Record<string, { operationId: string }>>;
    }>("GET", "/openapi.json");
    expect(body.openapi).toMatch(/^3\.1/);
    const ids = Object.values(body.paths).flatMap((path) =>
      Object.values(path).map(({ operationId }) => operationId),
    );
    expect(new Set(ids).size).toBe(ids.length);
    expect(operations).toHaveLength(ids.length);
    expect(operations.every(({ summary }) => summary.length > 10)).toBe(true);
  });
});

describe("who may call", () => {
  it("is said by every route; only the health check is for everybody", () => {
    const open = operations.filter(({ requires }) => requires === null);
    expect(open.map(({ name }) => name)).toEqual(["GET /health"]);
    const known = new Set<string | null>(["admin", ...SCOPES]);
    expect(guarded.filter(({ requires }) => !known.has(requires))).toEqual([]);
  });
});

titled(guarded)("%s", (_, operation) => {
  const url = fill(operation.path, own(tenant));

  it("wants credentials: none, malformed, unknown, revoked or expired ones are 401", async () => {
    for (const token of [null, ...malformed, unknown, revoked.key]) {
      const { code, headers } = await refused(operation, url, requestOf(operation, token), 401);
      expect([code, headers.get("www-authenticate")]).toEqual(["unauthorized", "Bearer"]);
    }
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 3_600_000 });
    expect((await refused(operation, url, requestOf(operation, expired.key), 401)).code).toBe("unauthorized");
  });

  it("is closed to credentials that are not meant for it", async () => {
    const others = SCOPES.filter((scope) => scope !== operation.requires);
    const tokens =
      operation.requires === "admin"
        ? [tenant.key]
        : [ADMIN_TOKEN, await platform.key(tenant.organizationId, others)];
    for (const token of tokens) {
      expect((await refused(operation, url, requestOf(operation, token), 403)).code).toBe("forbidden");
    }
  });

  it("takes what its document gives as an example, from a key with its scope alone", async () => {
    // what a GET is asked for stays as it is; the others have a tenant of their own to change
    const one = operation.method === "GET" ? tenant : await createTenant(platform);
    const { requires } = operation;
    const token =
      requires === "admin" ? ADMIN_TOKEN : await platform.key(one.organizationId, [requires ?? ""]);
    const path = `${fill(operation.path, own(one))}${exampleQuery(operation)}`;
    const body = JSON.stringify(exampleBody(operation));
    const answer = await ask(platform, operation, path, requestOf(operation, token, body));
    // some say of a thing that was just made that nothing of it can be sent again
    expect(answer.status < 300 || answer.status === 409, JSON.stringify(answer.body)).toBe(true);
  });
});

titled(named)("%s", (_, operation) => {
  const body = JSON.stringify(exampleBody(operation));
  const request = requestOf(operation, tokenFor(operation, tenant), body);
  const query = exampleQuery(operation);

  it("knows no malformed and no invented id", async () => {
    const ids = ["nonsense", "evt_", "ep_ZZZZ", "__proto__", "%00", "%ff", "'%20or%20''='", "..%2Fevents"];
    for (const replace of [...ids.map((id) => () => id), invented(tenant)]) {
      const path = `${fill(operation.path, replace)}${query}`;
      expect((await refused(operation, path, request, 404)).code).toBe("not_found");
    }
  });

  it("neither shows nor touches another organization's things", async () => {
    const theirs = foreign(operation, tenant, stranger);
    if (theirs !== null) {
      const path = `${fill(operation.path, theirs)}${query}`;
      expect((await refused(operation, path, request, 404)).code).toBe("not_found");
    }
  });
});

titled(withBody)("%s", (_, operation) => {
  const token = tokenFor(operation, tenant);
  const url = fill(operation.path, own(tenant));
  const send = (body: BodyInit, status: number, type?: string) =>
    refused(operation, url, requestOf(operation, token, body, type), status);

  it("refuses what is not JSON, not said to be JSON, or too large, and repeats none of it", async () => {
    const notUtf8 = new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]);
    for (const body of ["{", '{"a":}', "\u0000", "{s3cr3t}", '{"a":"\\ud800"}', notUtf8]) {
      const problem = await send(body, 400);
      expect([problem.code, JSON.stringify(problem)]).toEqual([
        "malformed_json",
        expect.not.stringContaining("s3cr3t"),
      ]);
    }
    for (const type of [
      "text/plain",
      "application/x-www-form-urlencoded",
      "multipart/form-data",
      "text/json",
    ]) {
      expect((await send("{}", 415, type)).code).toBe("unsupported_media_type");
    }
    const large = new Uint8Array(5_000_001).fill(0x20);
    for (const body of [large, new Blob([large]).stream()]) {
      expect((await send(body, 413)).code).toBe("body_too_large");
    }
  });

  it("names the field that it does not know, and wants an object", async () => {
    const problem = await send('{"surprise":"s3cr3t","__proto__":{}}', 422);
    expect(problem.errors).toContainEqual({ path: "body.surprise", message: "is not a field here" });
    expect(JSON.stringify(problem)).not.toContain("s3cr3t");
    for (const text of ["[]", "null", '"text"', "1"]) {
      expect((await send(text, 422)).errors).toEqual([expect.objectContaining({ path: "body" })]);
    }
  });

  it("names each field whose type is wrong, and each that is missing", async () => {
    const wrong = wrongFields(operation);
    for (const [field, value] of wrong) {
      const { errors = [] } = await send(JSON.stringify({ [field]: value }), 422);
      const isNamed = errors.some(({ path }) => `${path}.`.startsWith(`body.${field}.`));
      expect(isNamed, `body.${field} in ${JSON.stringify(errors)}`).toBe(true);
    }
    const required = (operation.body?.required ?? []).filter((field) =>
      wrong.some(([name]) => name === field),
    );
    if (required.length > 0) {
      const { errors = [] } = await send("{}", 422);
      const paths = required.map((field) => `body.${field}`);
      expect(errors.map(({ path }) => path)).toEqual(expect.arrayContaining(paths));
    }
  });
});

interface Page {
  readonly data: { readonly createdAt?: string; readonly receivedAt?: string }[];
  readonly nextCursor: string | null;
}

/** What an item of a list is known by: its figures may change between two pages. */
function identity(item: object): string {
  const { id, connectionId, provider, externalId, address, ruleId } = item as Record<string, unknown>;
  return JSON.stringify(id ?? connectionId ?? [provider, externalId, address, ruleId]);
}

titled(lists)("%s", (_, operation) => {
  const request = requestOf(operation, tokenFor(operation, tenant));
  const url = fill(operation.path, own(tenant));
  const page = async (query: string): Promise<Page> => {
    const { status, body } = await ask(platform, operation, `${url}?${query}`, request);
    expect([status, body]).toEqual([200, body]);
    return body as Page;
  };

  it("refuses a limit out of bounds, an unknown filter, and a cursor that is not its own", async () => {
    for (const limit of ["0", "201", "abc", "1.5", "-1", "", "1&limit=2"]) {
      const { errors } = await refused(operation, `${url}?limit=${limit}`, request, 422);
      expect(errors).toEqual([expect.objectContaining({ path: "query.limit" })]);
    }
    for (const filter of ["surprise", "__proto__", "constructor"]) {
      const { errors } = await refused(operation, `${url}?${filter}=1`, request, 422);
      expect(errors).toEqual([expect.objectContaining({ path: `query.${filter}` })]);
    }
    const others = lists.filter(({ path }) => path.split("/").at(-1) !== operation.path.split("/").at(-1));
    const foreignCursors = await Promise.all(
      others.map(async (other) => {
        const path = `${fill(other.path, own(tenant))}?limit=1`;
        return (await platform.call<Page>("GET", path, { token: tokenFor(other, tenant) })).body.nextCursor;
      }),
    );
    for (const cursor of [...foreignCursors, "nonsense", "e30", "%00", "W10", "", "x".repeat(12_000)]) {
      expect((await refused(operation, `${url}?cursor=${cursor}`, request, 400)).code).toBe("invalid_cursor");
    }
  });

  it("shows each item once, newest first unless it says otherwise, page by page", async () => {
    const all = await page("limit=200");
    expect(all.data.length, "put more into fillLists of test/support/tenants.ts").toBeGreaterThanOrEqual(3);
    const seen: Page["data"] = [];
    let cursor: string | null = "";
    while (cursor !== null && seen.length < 12) {
      const next: Page = await page(`limit=1${cursor === "" ? "" : `&cursor=${cursor}`}`);
      expect(next.data).toHaveLength(1);
      seen.push(...next.data);
      cursor = next.nextCursor;
    }
    expect(seen.map(identity)).toEqual(all.data.slice(0, seen.length).map(identity));
    expect(new Set(seen.map(identity)).size).toBe(seen.length);
    expect(cursor === null).toBe(seen.length === all.data.length);
    if (operation.summary.includes("newest")) {
      const times = seen.map((item) => item.createdAt ?? item.receivedAt ?? "");
      expect(times).toEqual([...times].sort().reverse());
    }
  });
});

describe("another organization", () => {
  it("still has everything that the refused calls named", async () => {
    for (const operation of named.filter(({ method }) => method === "GET")) {
      const path = fill(operation.path, own(stranger));
      const { status } = await ask(
        platform,
        operation,
        path,
        requestOf(operation, tokenFor(operation, stranger)),
      );
      expect([operation.name, status]).toEqual([operation.name, 200]);
    }
  });
});
