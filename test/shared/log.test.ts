import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { createLog, describeError } from "../../shared/log.ts";

function capture() {
  const lines: string[] = [];
  return { lines, log: createLog({}, (line) => lines.push(line)) };
}

describe("a log", () => {
  it("writes lines of JSON with level, event, time and its fields", () => {
    const { lines, log } = capture();
    log.with({ requestId: "req_1" }).warn("gateway.rejected", { step: "header" });
    expect(lines).toHaveLength(1);
    const line = JSON.parse(lines[0] ?? "") as Record<string, string>;
    expect(line).toEqual({
      level: "warn",
      event: "gateway.rejected",
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      requestId: "req_1",
      step: "header",
    });
  });

  it("says where an error was thrown and of which class it is, and nothing of its message", () => {
    const { lines, log } = capture();
    class Leak extends TypeError {
      override readonly name = "Leak";
    }
    log.error("fetch.failed", {}, new Leak("card 4242424242424242"));
    const line = JSON.parse(lines[0] ?? "") as Record<string, string>;
    expect(line).toMatchObject({ level: "error", error: "Leak", at: expect.stringContaining("log.test.ts") });
    expect(lines[0]).not.toContain("4242");
  });

  it("is not fooled by a message whose lines look like frames", () => {
    const body = '{"a":x\n    at planted (body.js:1:1)';
    const causes: unknown[] = [new Error(`x\n    at planted (file.js:1:1)\n  at planted`)];
    try {
      JSON.parse(body);
    } catch (cause) {
      causes.push(cause);
    }
    expect(causes).toHaveLength(2);
    for (const cause of causes) {
      expect(JSON.stringify(describeError(cause))).not.toContain("planted");
    }
  });

  it("says of what is no error only its type", () => {
    expect(describeError("a secret")).toEqual({ error: "string" });
    expect(describeError({ message: "a secret" })).toEqual({ error: "object" });
    expect(describeError(undefined)).toEqual({ error: "undefined" });
  });

  it("repeats the database's own words where they name columns, and not where they quote values", async () => {
    const failing = async (sql: string) => await env.DB.prepare(sql).run().catch(describeError);
    expect(await failing("insert into marks (name) values ('planted')")).toMatchObject({
      message: "D1_ERROR: NOT NULL constraint failed: marks.value: SQLITE_CONSTRAINT",
    });
    expect(JSON.stringify(await failing("select planted from marks"))).not.toContain("planted");
    expect(JSON.stringify(await failing("select 'planted"))).not.toContain("planted");
  });
});
