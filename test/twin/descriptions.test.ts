import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createDescriptions, DESCRIPTIONS_FOLDER } from "./api/descriptions.ts";
import type { Route } from "./api/provider-api.ts";
import { flawsOf, resolveSchema } from "./api/schema.ts";
import { apis } from "./registry.ts";

const route = (changes: Partial<Route>): Route => ({
  method: "POST",
  path: "/things",
  action: "thing.create",
  takes: ["json"],
  described: { file: "provider.json", path: "/things" },
  params: { type: "object", properties: { built: { type: "string" }, list: { type: "array" } } },
  act: () => ({ answer: { status: 200, body: {} } }),
  ...changes,
});

describe("a description", () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "twin-"));
  });

  afterEach(() => rm(folder, { recursive: true }));

  /** What is wrong with the parameters by a description that holds these paths. */
  async function judge(paths: object, params: object, changes: Partial<Route> = {}, more: object = {}) {
    await writeFile(join(folder, "provider.json"), JSON.stringify({ paths, ...more }));
    const { schema, lookUp, described } = createDescriptions(folder)(route(changes));
    const flaws = flawsOf(params, schema, lookUp).map(({ kind, path }) => `${kind} ${path.join(".")}`);
    return { described, flaws };
  }

  const body = (schema: object) => ({ requestBody: { content: { "application/json": { schema } } } });

  it("replaces the built-in rules for a body, its references followed", async () => {
    const paths = { "/things": { post: body({ $ref: "#/components/schemas/Thing" }) } };
    const part = { type: "object", properties: { n: { type: ["integer", "null"] } }, required: ["n"] };
    const schemas = {
      Thing: {
        type: "object",
        properties: { part: { $ref: "#/components/schemas/a~part" } },
        required: ["part"],
      },
      "a~part": part,
    };
    const more = { components: { schemas } };
    expect(await judge(paths, { part: { n: null } }, {}, more)).toEqual({ described: true, flaws: [] });
    expect(await judge(paths, { part: { n: "x" } }, {}, more)).toMatchObject({ flaws: ["wrong part.n"] });
    expect(await judge(paths, { built: "x" }, {}, more)).toMatchObject({
      flaws: ["missing part", "unknown built"],
    });
  });

  it("is read from the form parameters of Swagger 2", async () => {
    const parameters = [
      { name: "token", in: "header", required: true, type: "string" },
      { name: "channel", in: "formData", required: true, type: "string" },
      { name: "flag", in: "formData", type: "boolean" },
    ];
    const paths = { "/things": { post: { parameters } } };
    expect(await judge(paths, { channel: "C1", flag: true })).toEqual({ described: true, flaws: [] });
    expect(await judge(paths, { flag: "x" })).toMatchObject({ flaws: ["missing channel", "wrong flag"] });
  });

  it("is read from the query parameters of OpenAPI 3, shared ones too", async () => {
    const limit = { name: "limit", in: "query", schema: { type: "integer", maximum: 100 } };
    const paths = { "/things": { get: { parameters: [{ $ref: "#/components/parameters/limit" }] } } };
    const changes = { method: "GET", takes: ["query"] } as const;
    const more = { components: { parameters: { limit } } };
    expect(await judge(paths, { limit: 100 }, changes, more)).toEqual({ described: true, flaws: [] });
    expect(await judge(paths, { limit: 101, q: 1 }, changes, more)).toMatchObject({
      flaws: ["wrong limit", "unknown q"],
    });
  });

  it("yields to the built-in rules where they are ahead of it", async () => {
    const paths = { "/things": { post: body({ type: "object", properties: { list: { type: "string" } } }) } };
    expect(await judge(paths, { list: [] })).toMatchObject({ flaws: ["wrong list"] });
    expect(await judge(paths, { list: [], built: "x" }, { ahead: ["list"] })).toMatchObject({
      flaws: ["unknown built"],
    });
  });

  it.each([
    ["there is no folder", null],
    ["the folder lacks it", tmpdir()],
  ])("gives way to the built-in rules when %s", (_when, where) => {
    const { schema, lookUp, described } = createDescriptions(where)(route({}));
    expect(described).toBe(false);
    expect(flawsOf({ built: 1 }, schema, lookUp)).toMatchObject([{ kind: "wrong", path: ["built"] }]);
  });

  it("is refused aloud when it does not have the route", async () => {
    await expect(judge({}, {})).rejects.toThrow("the description has no post /things");
  });
});

const described = apis.flatMap(({ provider, routes }) =>
  routes
    .filter(({ described: at }) => at !== undefined && existsSync(join(DESCRIPTIONS_FOLDER, at.file)))
    .map((one) => ({ name: `${provider} ${one.method} ${one.path}`, one })),
);

describe.runIf(described.length > 0)("the built-in rules", () => {
  it.each(described)("know the parameters that are published for $name", ({ one }) => {
    const { schema, lookUp } = createDescriptions(DESCRIPTIONS_FOLDER)(one);
    const published = resolveSchema(schema, lookUp);
    const names = (properties: object = {}) => Object.keys(properties).sort();
    expect(names(one.params.properties)).toEqual(names(published.properties));
    expect([...(one.params.required ?? [])].sort()).toEqual([...(published.required ?? [])].sort());
  });
});
