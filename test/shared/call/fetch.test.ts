import { describe, expect, it } from "vitest";
import { type CallTrace, createProviderFetch } from "../../../shared/call/fetch.ts";

function recording(
  origins: Record<string, string> = {},
  answer: () => Promise<Response> = async () => new Response("ok"),
) {
  const requests: Request[] = [];
  const trace: CallTrace = { started: 0, failure: null };
  const call = createProviderFetch({
    provider: "resend",
    timeoutMs: 20,
    origins,
    trace,
    fetch: async (input, init) => {
      const request = new Request(input, init);
      requests.push(request);
      return await Promise.race([
        answer(),
        new Promise<never>((_, reject) => {
          request.signal.addEventListener("abort", () => reject(request.signal.reason as Error));
        }),
      ]);
    },
  });
  return { call, requests, trace };
}

describe("the fetch that adapters are handed", () => {
  it("sends the request as it is, without following redirects, and names itself", async () => {
    const { call, requests } = recording();
    await call("https://api.resend.com/emails?a=1", {
      method: "POST",
      body: "{}",
      headers: { authorization: "Bearer x" },
    });
    const [request] = requests;
    expect(request?.url).toBe("https://api.resend.com/emails?a=1");
    expect(request?.redirect).toBe("manual");
    expect(request?.headers.get("user-agent")).toMatch(/^causeway\//);
    expect(request?.headers.get("x-original-host")).toBeNull();
    expect(await request?.text()).toBe("{}");
  });

  it("goes to the stand-in that its provider names, with the original host in a header", async () => {
    const { call, requests } = recording({ resend: "http://127.0.0.1:9400/resend" });
    await call("https://api.resend.com/emails?a=1");
    expect(requests[0]?.url).toBe("http://127.0.0.1:9400/resend/emails?a=1");
    expect(requests[0]?.headers.get("x-original-host")).toBe("api.resend.com");
  });

  it("puts the provider's id first where one stand-in serves all", async () => {
    const { call, requests } = recording({ "*": "http://127.0.0.1:9400" });
    await call("https://api.resend.com/domains");
    expect(requests[0]?.url).toBe("http://127.0.0.1:9400/resend/domains");
  });

  it("ends a request that gets no answer in time, and says so in its trace", async () => {
    const { call, trace } = recording({}, () => new Promise(() => undefined));
    await expect(call("https://api.resend.com/emails")).rejects.toThrow();
    expect(trace).toEqual({ started: 1, failure: "timeout" });
  });

  it("tells a broken connection from a time-out in its trace", async () => {
    const { call, trace } = recording({}, async () => {
      throw new Error("Network connection lost.");
    });
    await expect(call("https://api.resend.com/emails")).rejects.toThrow("Network connection lost.");
    expect(trace).toEqual({ started: 1, failure: "network" });
  });
});
