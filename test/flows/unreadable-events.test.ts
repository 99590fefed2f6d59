import { env } from "cloudflare:test";
import { afterEach, describe, expect, it } from "vitest";
import { clearDestinations, setUpDestinations } from "../support/delivering.ts";

afterEach(clearDestinations);

describe("an event whose body cannot be read", () => {
  it("is tried again by itself, and repeats nothing of what is sent beside it", async () => {
    const bodies = env.BODIES;
    let isAway = false;
    const store = new Proxy(bodies, {
      get: (target, name) =>
        name === "get"
          ? async (key: string) => {
              if (isAway) {
                throw new Error("get: We encountered an internal error. Please try again. (10001)");
              }
              return await target.get(key);
            }
          : Reflect.get(target, name).bind(target),
    });
    const { platform, destination, requests, send, deliveries } = await setUpDestinations({ BODIES: store });
    await destination();
    const small = [await send('{"n":1}'), await send('{"n":2}')];
    const large = await send(JSON.stringify({ text: "x".repeat(300_000) }));
    await platform.drain();
    isAway = true;
    await platform.attempt();
    expect(requests.map(({ headers }) => headers.get("webhook-id")).sort()).toEqual(small.toSorted());
    const waiting = (await deliveries()).find(({ eventId }) => eventId === large);
    expect(waiting).toMatchObject({ status: "pending", attempts: [{ error: "unreadable" }] });
    isAway = false;
    await platform.attempt();
    expect(requests).toHaveLength(3);
    expect((await deliveries()).map(({ status }) => status)).toEqual(["delivered", "delivered", "delivered"]);
  });
});
