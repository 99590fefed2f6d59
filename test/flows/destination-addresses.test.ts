import { afterEach, describe, expect, it } from "vitest";
import { clearDestinations, setUpDestinations } from "../support/delivering.ts";

afterEach(clearDestinations);

const DOH_URL = "https://resolver.example.com/dns-query";

interface Records {
  readonly a?: readonly string[];
  readonly aaaa?: readonly string[];
}

/** A resolver that knows one name, and destinations that answer 204. */
async function setUpResolver(records: Records | null) {
  const set = await setUpDestinations({ DOH_URL });
  let known = records;
  const asked: string[] = [];
  set.answerWith((request) => {
    const url = new URL(request.url);
    if (url.origin !== new URL(DOH_URL).origin) {
      return new Response("inside", { status: 200 });
    }
    asked.push(`${url.searchParams.get("name")} ${url.searchParams.get("type")}`);
    if (known === null) {
      return new Response(null, { status: 502 });
    }
    const type = Number(url.searchParams.get("type"));
    const data = (type === 1 ? known.a : known.aaaa) ?? [];
    const alias = { name: "app.example.com", type: 5, data: "elsewhere.example.com." };
    return Response.json({ Status: 0, Answer: [alias, ...data.map((one) => ({ type, data: one }))] });
  });
  return {
    ...set,
    asked,
    resolveTo: (next: Records | null) => {
      known = next;
    },
    sent: () => set.requests.filter(({ url }) => !url.startsWith("https://resolver")).length,
  };
}

describe("a destination's name", () => {
  it("is resolved at every attempt, and reached while all its addresses are public", async () => {
    const { platform, destination, send, deliveries, asked, sent } = await setUpResolver({
      a: ["8.8.8.8"],
      aaaa: ["2606:4700::1111"],
    });
    await destination();
    expect(asked).toEqual([]);
    await send();
    await platform.attempt();
    expect(asked.sort()).toEqual(["app.example.com 1", "app.example.com 28"]);
    expect(sent()).toBe(1);
    expect(await deliveries()).toMatchObject([{ status: "delivered" }]);
  });

  it.each<[string, Records]>([
    ["loopback", { a: ["127.0.0.1"] }],
    ["one private address among public ones", { a: ["8.8.8.8", "10.0.0.1"] }],
    ["the metadata service", { a: ["169.254.169.254"] }],
    ["an IPv6 address that hides an IPv4 one", { a: ["8.8.8.8"], aaaa: ["::ffff:192.168.0.1"] }],
    ["a unique local address", { aaaa: ["fd00::1"] }],
  ])("that leads to %s is not reached, and nothing of what is there is shown", async (_, records) => {
    const { platform, destination, send, deliveries, sent } = await setUpResolver(records);
    await destination();
    await send();
    await platform.attempt();
    expect(sent()).toBe(0);
    expect(await deliveries()).toMatchObject([
      { status: "pending", attempts: [{ httpStatus: null, error: "not_public", response: null }] },
    ]);
  });

  it("that does not resolve is tried later", async () => {
    const { platform, destination, send, deliveries, sent, resolveTo } = await setUpResolver(null);
    await destination();
    await send();
    await platform.attempt();
    expect(await deliveries()).toMatchObject([{ status: "pending", attempts: [{ error: "unresolved" }] }]);
    resolveTo({ a: ["8.8.8.8"] });
    await platform.attempt();
    expect(await deliveries()).toMatchObject([{ status: "delivered" }]);
    expect(sent()).toBe(1);
  });
});

describe("a URL inside", () => {
  it("is refused when a destination or a hook is made or changed, with what to do, and nothing is stored", async () => {
    const { call, destination } = await setUpDestinations();
    const { id } = await destination();
    const url = "https://169.254.169.254/latest";
    const answers = [
      await call("POST", "/v1/destinations", { url, events: ["*"] }),
      await call("PATCH", `/v1/destinations/${id}`, { url }),
      await call("POST", "/v1/hooks", { target_url: url, event: "*" }),
    ];
    expect(answers.map(({ status, body }) => [status, body.code])).toEqual(
      answers.map(() => [422, "destination_refused"]),
    );
    expect(answers[0]?.body.detail).toContain("must be on a public address");
    expect(answers[2]?.body.errors).toMatchObject([{ path: "body.target_url" }]);
    const { body } = await call<{ data: { url: string }[] }>("GET", "/v1/destinations");
    expect(body.data.map((one) => one.url)).toEqual(["https://app.example.com/hooks"]);
  });
});
