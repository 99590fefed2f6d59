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

describe("an address that somebody filled in", () => {
  const asked = async (url: string, addresses: readonly string[] = []) => {
    const trace: CallTrace = { started: 0, failure: null };
    const seen: string[] = [];
    const call = createProviderFetch({
      provider: "acme",
      timeoutMs: 1_000,
      origins: {},
      trace,
      resolve: { hosts: ["cal.example.org"], dohUrl: "https://dns.example.com/query" },
      fetch: async (input) => {
        const request = new Request(input);
        seen.push(new URL(request.url).hostname);
        const data = addresses.map((address) => ({ type: 1, data: address }));
        return Response.json({ Answer: data });
      },
    });
    const outcome = await call(url).then(
      () => "sent",
      () => trace.failure,
    );
    return { outcome, started: trace.started, sent: seen.filter((host) => host !== "dns.example.com") };
  };

  it("is never called while it is loopback, private, link-local, metadata, or no https", async () => {
    for (const url of [
      "https://127.0.0.1/v2",
      "https://2130706433/",
      "https://[::1]/",
      "https://10.0.0.8/",
      "https://169.254.169.254/latest/meta-data",
      "https://[::ffff:a9fe:a9fe]/",
      "https://localhost/",
      "https://metadata.google.internal/",
      "http://cal.example.org/",
    ]) {
      expect(await asked(url)).toEqual({ outcome: "address", started: 0, sent: [] });
    }
  });

  it("is resolved before each call: a name that leads inside, or nowhere, is not called", async () => {
    const url = "https://cal.example.org/v2/me";
    expect((await asked(url, ["93.184.216.34"])).sent).toEqual(["cal.example.org"]);
    for (const addresses of [["10.0.0.1"], ["93.184.216.34", "127.0.0.1"], []]) {
      expect(await asked(url, addresses)).toEqual({ outcome: "address", started: 0, sent: [] });
    }
  });
});
