import { describe, expect, it } from "vitest";
import { Problem } from "../../shared/errors.ts";
import { createLog } from "../../shared/log.ts";
import { answerAtEdge } from "../../workers/edge.ts";

async function answer(work: (requestId: string) => Promise<Response>) {
  const lines: string[] = [];
  const log = createLog({}, (line) => lines.push(line));
  const response = await answerAtEdge(new Request("https://causeway.test/x?token=secret"), work, log);
  return { response, lines };
}

describe("an answer at the edge", () => {
  it("carries the id of its request, the same that the work was given", async () => {
    let given = "";
    const { response, lines } = await answer(async (requestId) => {
      given = requestId;
      return new Response("ok", { status: 201, headers: { "x-kept": "yes", "x-request-id": "theirs" } });
    });
    expect(given).toMatch(/^req_/);
    expect(response.status).toBe(201);
    expect([response.headers.get("x-request-id"), response.headers.get("x-kept")]).toEqual([given, "yes"]);
    expect(await response.text()).toBe("ok");
    expect(lines).toEqual([]);
  });

  it("says an expected refusal as a problem, without a log line", async () => {
    const { response, lines } = await answer(async () => {
      throw new Problem("rate_limited", "Wait.", { headers: { "retry-after": "7" } });
    });
    expect(response.status).toBe(429);
    expect(response.headers.get("retry-after")).toBe("7");
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(await response.json()).toEqual({
      type: "https://causeway.test/docs/errors#rate_limited",
      title: "Too many requests",
      status: 429,
      detail: "Wait.",
      code: "rate_limited",
      requestId: response.headers.get("x-request-id"),
    });
    expect(lines).toEqual([]);
  });

  it("says of a surprise only its request's id, and logs it once under that id", async () => {
    const { response, lines } = await answer(async () => {
      throw new TypeError("a secret");
    });
    expect(response.status).toBe(500);
    const problem = await response.json<{ code: string; requestId: string }>();
    expect(problem.code).toBe("internal");
    expect(JSON.stringify(problem)).not.toContain("secret");
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({
      event: "fetch.failed",
      requestId: problem.requestId,
      error: "TypeError",
    });
    expect(lines[0]).not.toContain("secret");
  });
});
