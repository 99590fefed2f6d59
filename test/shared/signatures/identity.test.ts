import { describe, expect, it } from "vitest";
import { readIdentity } from "../../../shared/signatures/identity.ts";
import { parsed, signedRequest } from "./verify.ts";

const scheme = parsed({
  kind: "basic",
  id: [{ header: "x-event-id" }, { json: "/id" }],
  type: { json: "/type" },
  time: { from: { json: "/created" }, unit: "s" },
});

describe("An event's identity", () => {
  it("is read where the scheme says", () => {
    const request = signedRequest({ body: '{"id":7,"type":"order.paid","created":1767225600}' });
    expect(readIdentity(scheme, request)).toEqual({ id: "7", type: "order.paid", time: 1_767_225_600_000 });
  });

  it("is null where the sender sent nothing, an empty text, or a time in another unit", () => {
    const request = signedRequest({
      headers: { "x-event-id": "" },
      body: '{"id":"7","created":1767225600000}',
    });
    expect(readIdentity(scheme, request)).toEqual({ id: null, type: null, time: null });
  });

  it("is null where the scheme says nothing", () => {
    const request = signedRequest({ body: '{"id":"7"}' });
    expect(readIdentity(parsed({ kind: "basic" }), request)).toEqual({ id: null, type: null, time: null });
  });
});
