import { describe, expect, it } from "vitest";
import { callClassOf, jobClassOf, limitKeysOf } from "../../shared/gates/limits.ts";
import type { ProviderDefinition } from "../../shared/providers/define.ts";
import { providers } from "../../shared/providers/registry.ts";
import { provider } from "../support/sending.ts";

describe("the class of every action", () => {
  it("is one of its provider's, as is that of calls which name none", () => {
    for (const { id, limits, actions = {} } of Object.values<ProviderDefinition>(providers)) {
      const named = [limits?.otherClass, ...Object.values(actions).map(({ limitClass }) => limitClass)];
      const known = Object.keys(limits?.classes ?? {});
      expect(known, id).toEqual(expect.arrayContaining(named.filter((name) => name !== undefined)));
    }
  });

  it("is stated for calls which name none wherever all windows are those of classes", () => {
    for (const { id, limits } of Object.values<ProviderDefinition>(providers)) {
      const onlyClasses = limits?.classes !== undefined && limits.windows.length === 0;
      expect(limits?.otherClass !== undefined || !onlyClasses, id).toBe(true);
    }
  });

  it("is one that some call is of, and names only actions that there are", () => {
    for (const { id, limits, actions = {} } of Object.values<ProviderDefinition>(providers)) {
      for (const [name, own] of Object.entries(limits?.classes ?? {})) {
        const isNamed = Object.values(actions).some(({ limitClass }) => limitClass === name);
        const isOther = limits?.otherClass === name;
        const isListed = (own.actions ?? []).length + (own.calls ?? []).length > 0;
        const isOfInputs = limits?.classOf !== undefined;
        expect(isNamed || isOther || isListed || isOfInputs, `${id} ${name}`).toBe(true);
        expect(Object.keys(actions), id).toEqual(expect.arrayContaining([...(own.actions ?? [])]));
      }
    }
  });

  it("admits what one of its calls takes, and no window is one of nothing", () => {
    for (const { id, limits, actions = {} } of Object.values<ProviderDefinition>(providers)) {
      const dearest = Math.max(1, ...Object.values(actions).map(({ weight = 1 }) => weight));
      const { windows = [], classes = {}, keyed = {}, parent, concurrency = 1 } = limits ?? {};
      const weights = Object.values(classes).map(({ weight = 1 }) => weight);
      const all = [...windows, ...(parent?.windows ?? [])].map((window) => ({ window, least: dearest }));
      const ofAll = all.map((one) => ({ ...one, least: Math.max(one.least, ...weights) }));
      const ofClasses = Object.values(classes).flatMap((own) =>
        own.windows.map((window) => ({ window, least: own.weight ?? 1 })),
      );
      const ofKeys = Object.values(keyed).map((window) => ({ window, least: 1 }));
      for (const { window, least } of [...ofAll, ...ofClasses, ...ofKeys]) {
        expect(window.perSeconds, id).toBeGreaterThan(0);
        expect(Math.min(window.limit, window.burst ?? window.limit), id).toBeGreaterThanOrEqual(least);
      }
      expect(
        Object.values(classes).every((own) => own.windows.length > 0),
        id,
      ).toBe(true);
      expect(concurrency, id).toBeGreaterThanOrEqual(1);
    }
  });

  it.each<readonly [string, string, string, string | undefined]>([
    ["hubspot", "POST", "/crm/v3/objects/contacts/search", "search"],
    ["hubspot", "GET", "/crm/v3/objects/contacts", undefined],
    ["stripe", "GET", "/v1/customers/search", "search"],
    ["stripe", "GET", "/v1/customers/cus_1", "customers"],
    ["stripe", "GET", "/v1/charges", "other"],
    ["calendly", "POST", "/invitees", "book"],
    ["clerk", "POST", "/invitations", "invite"],
    ["flodesk", "POST", "/subscribers/batch", "batch"],
    ["klaviyo", "GET", "/api/campaign-values-reports", "reports"],
    ["klaviyo", "GET", "/api/tags/1", "tags"],
    ["klaviyo", "GET", "/api/lists", "other"],
    ["klaviyo", "POST", "/api/lists", "createList"],
    ["klaviyo", "GET", "/api/accounts", "small"],
    ["klaviyo", "GET", "/api/object-types/1/object-ingestion-logs", "small"],
    ["klaviyo", "GET", "/api/segments/1", "other"],
    ["klaviyo", "PATCH", "/api/segments/1", "audiences"],
    ["klaviyo", "DELETE", "/api/segments/1", "tags"],
    ["klaviyo", "GET", "/api/profiles/1/relationships/lists", "tags"],
    ["people-data-labs", "GET", "/person/search", "search"],
    ["people-data-labs", "GET", "/person/enrich", "enrich"],
    ["slack", "POST", "/chat.postMessage", "post"],
    ["slack", "GET", "/conversations.history", "tier1"],
    ["slack", "GET", "/conversations.list", "tier2"],
    ["whatsapp", "GET", "/102290129340398/message_templates", "management"],
    ["whatsapp", "POST", "/106540352242922/messages", undefined],
    ["instagram", "GET", "/17841/conversations", "conversations"],
    ["sendgrid", "POST", "/v3/mail/send", "mail"],
  ])("of %s: %s %s through the proxy is %s", (id, method, path, limitClass) => {
    expect(callClassOf(provider(id), { method, path }).limitClass).toBe(limitClass);
  });

  it("decides what a call weighs", () => {
    expect(callClassOf(provider("github"), { method: "POST", path: "/repos/a/b/issues" }).cost).toBe(5);
    expect(callClassOf(provider("github"), { method: "GET", path: "/repos/a/b/issues" }).cost).toBe(1);
  });

  it("is the input's where media have a limit of their own", () => {
    const job = { action: "dm.send", credentials: {}, config: {} };
    const action = provider("instagram").actions?.["dm.send"] ?? {};
    const video = { to: "1", media: { type: "video", url: "https://example.com/1.mp4" } };
    const image = { to: "1", media: { type: "image", url: "https://example.com/1.png" } };
    expect(jobClassOf(provider("instagram"), action, { ...job, input: video }).limitClass).toBe("media");
    expect(jobClassOf(provider("instagram"), action, { ...job, input: image }).limitClass).toBeUndefined();
  });
});

describe("the keys of a job's call", () => {
  const FROM = "+14155550100";
  const nobody = { credentials: {}, config: {} };

  it.each<readonly [string, string, Record<string, unknown>, Record<string, string>, string | null]>([
    ["twilio", "sms.send", { to: "+1", from: FROM }, {}, "longCode"],
    ["twilio", "sms.send", { to: "+1" }, { fromNumber: FROM }, "longCode"],
    ["twilio", "sms.send", { to: "+1", from: "+18005550100" }, {}, "tollFree"],
    ["twilio", "mms.send", { to: "+1", from: "22395" }, {}, null],
    ["twilio", "sms.send", { to: "+1", messagingServiceSid: "MG1" }, { fromNumber: FROM }, null],
    ["twilio", "sms.send", { to: "+1", from: FROM, sendAt: "2026-11-22T00:00:00Z" }, {}, null],
    ["twilio", "whatsapp.send", { to: "+1", from: FROM }, {}, "pair"],
    ["twilio", "verification.start", { to: "+1" }, {}, "verificationStart"],
    ["whatsapp", "message.send_text", { to: "+1" }, {}, "pair"],
    ["whatsapp", "message.mark_read", { messageId: "wamid.1" }, {}, null],
    ["slack", "message.post", { channel: "C1" }, {}, "channel"],
    ["slack", "message.post", {}, { defaultChannelId: "C2" }, "channel"],
    ["slack", "message.update", { channel: "C1" }, {}, null],
  ])("%s %s of %j with %j: %s", (id, action, input, credentials, name) => {
    const names = limitKeysOf(provider(id), { ...nobody, action, input, credentials });
    expect(names.map((one) => one.slice(0, one.indexOf(".")))).toEqual(name === null ? [] : [name]);
  });

  it("differ between recipients, are the same for one, and do not show who it is", () => {
    const keyOf = (to: string) =>
      limitKeysOf(provider("whatsapp"), { ...nobody, action: "message.send_text", input: { to } });
    expect(keyOf(FROM)).toEqual(keyOf(FROM));
    expect(keyOf(FROM)).not.toEqual(keyOf("+14155550101"));
    expect(keyOf(FROM).join()).not.toContain("4155550100");
  });
});
