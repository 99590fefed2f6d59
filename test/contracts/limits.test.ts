import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readHints } from "../../shared/call/hints.ts";
import { classifyAnswer } from "../../shared/call/outcome.ts";
import { acquire, inspect } from "../../shared/flow/bucket.ts";
import { NEW_BUCKET } from "../../shared/flow/bucket-state.ts";
import type { LimitHint } from "../../shared/flow/limit-hint.ts";
import { report } from "../../shared/flow/report.ts";
import { bucketLimits, callClassOf, jobClassOf, limitKeysOf } from "../../shared/gates/limits.ts";
import type { Limits, ProviderDefinition } from "../../shared/providers/define.ts";
import { findProvider, providers } from "../../shared/providers/registry.ts";

const NOW = Date.UTC(2026, 10, 21, 12, 0, 0);
const SECONDS = NOW / 1_000;

/** `limit/perSeconds`, or with a burst `limit/perSeconds+burst`. */
type Windows = readonly string[];

interface Documented {
  readonly windows: Windows;
  /** Of what the vendor counts apart. */
  readonly classes?: Readonly<Record<string, Windows>>;
  /** Of each recipient, sender or channel. */
  readonly keyed?: Readonly<Record<string, string>>;
  readonly concurrency?: number;
  readonly scope: Limits["scope"];
  /** Our own figure, where the vendor publishes none, or the least of those that plans have. */
  readonly basis: "documented" | "least plan" | "ours";
}

/** As the vendors' pages have it, or stricter; what a plan has more is stated for the account. */
const DOCUMENTED: Readonly<Record<string, Documented>> = {
  algolia: { windows: [], concurrency: 10, scope: "account", basis: "ours" },
  anthropic: { windows: ["50/60"], scope: "account", basis: "least plan" },
  "cal-com": { windows: ["120/60"], scope: "token", basis: "documented" },
  calendly: {
    windows: ["50/60"],
    classes: { book: ["10/60", "50/3600", "100/86400"] },
    scope: "account",
    basis: "least plan",
  },
  clearbit: { windows: ["600/60"], scope: "account", basis: "documented" },
  clerk: {
    windows: ["100/10"],
    classes: { invite: ["100/3600"] },
    scope: "account",
    basis: "least plan",
  },
  cloudinary: { windows: ["500/3600"], scope: "account", basis: "least plan" },
  crm: { windows: ["100/60", "100/60+10"], concurrency: 5, scope: "account", basis: "ours" },
  docusign: { windows: ["200/30", "3000/3600"], scope: "account", basis: "least plan" },
  flodesk: {
    windows: ["100/60"],
    classes: { batch: ["20/60"] },
    scope: "account",
    basis: "documented",
  },
  ga4: { windows: [], concurrency: 10, scope: "account", basis: "ours" },
  github: {
    windows: ["900/60", "5000/3600"],
    // in points, of which each call takes five
    classes: { write: ["400/60", "2500/3600"] },
    concurrency: 100,
    scope: "token",
    basis: "documented",
  },
  gohighlevel: { windows: ["100/10", "200000/86400"], scope: "account", basis: "documented" },
  "google-ads": { windows: ["300/60", "100000/86400"], scope: "account", basis: "documented" },
  "google-calendar": { windows: ["600/60"], scope: "account", basis: "documented" },
  "housecall-pro": { windows: ["120/60"], concurrency: 4, scope: "account", basis: "ours" },
  hubspot: {
    windows: ["100/10", "250000/86400"],
    classes: { search: ["5/1"] },
    scope: "account",
    basis: "least plan",
  },
  instagram: {
    windows: ["300/1"],
    classes: { media: ["10/1"], privateReply: ["750/3600"], conversations: ["2/1"] },
    scope: "account",
    basis: "documented",
  },
  klaviyo: {
    windows: [],
    classes: {
      createEvent: ["350/1", "3500/60"],
      importProfile: ["75/1", "700/60"],
      getProfiles: ["75/1", "700/60"],
      subscribe: ["75/1", "700/60"],
      unsubscribe: ["75/1", "700/60"],
      suppress: ["75/1", "700/60"],
      createList: ["10/1", "150/60", "100/86400"],
      tags: ["3/1", "60/60"],
      reports: ["1/1", "15/60"],
      other: ["10/1", "150/60"],
    },
    scope: "account",
    basis: "documented",
  },
  mailchimp: { windows: [], concurrency: 8, scope: "account", basis: "documented" },
  "meta-audiences": { windows: ["5000/3600"], scope: "account", basis: "least plan" },
  "microsoft-graph": { windows: ["10000/600"], concurrency: 4, scope: "account", basis: "documented" },
  openai: { windows: ["500/60"], scope: "account", basis: "ours" },
  "people-data-labs": {
    windows: [],
    classes: { search: ["10/60"], autocomplete: ["60/60"], clean: ["10/60"], enrich: ["100/60"] },
    scope: "endpoint",
    basis: "least plan",
  },
  resend: { windows: ["2/1"], scope: "account", basis: "least plan" },
  retell: { windows: ["5/1"], concurrency: 20, scope: "account", basis: "ours" },
  salesforce: { windows: ["15000/86400"], concurrency: 5, scope: "account", basis: "least plan" },
  segment: { windows: ["1000/1"], scope: "account", basis: "documented" },
  sendgrid: {
    windows: [],
    classes: { mail: ["100/1", "6000/60"], upsertContacts: ["3/1", "180/60"], other: ["600/60"] },
    scope: "account",
    basis: "ours",
  },
  sentry: { windows: ["40/1"], scope: "token", basis: "documented" },
  slack: {
    windows: [],
    classes: {
      post: ["200/60"],
      tier1: ["1/60"],
      tier3: ["50/60"],
      tier4: ["100/60"],
      tier2: ["20/60"],
    },
    keyed: { channel: "1/1" },
    scope: "account",
    basis: "documented",
  },
  square: { windows: ["10/1"], scope: "token", basis: "ours" },
  stripe: {
    windows: ["25/1"],
    classes: {
      search: ["20/1"],
      createPayout: ["15/1"],
      customers: ["25/1"],
      paymentIntents: ["25/1"],
      other: ["25/1"],
    },
    scope: "account",
    basis: "documented",
  },
  supabase: { windows: ["50/1"], scope: "account", basis: "ours" },
  twilio: {
    windows: ["80/1"],
    keyed: {
      longCode: "1/1",
      tollFree: "3/1+3",
      pair: "1/6+10",
      verificationStart: "5/600+5",
      verificationCheck: "5/600+5",
    },
    concurrency: 20,
    scope: "account",
    basis: "ours",
  },
  whatsapp: {
    windows: ["80/1"],
    classes: { management: ["5000/3600"] },
    keyed: { pair: "1/6+10" },
    scope: "number",
    basis: "documented",
  },
  zapier: { windows: ["30/1", "10000/300"], scope: "account", basis: "documented" },
};

function written(windows: Limits["windows"]): Windows {
  return windows.map(
    ({ limit, perSeconds, burst }) => `${limit}/${perSeconds}${burst === undefined ? "" : `+${burst}`}`,
  );
}

const provider = (id: string): ProviderDefinition => {
  const found = findProvider(id);
  if (found === null) {
    throw new Error(`no provider ${id}`);
  }
  return found;
};

describe("the limits of every provider", () => {
  it("are written down here, except for custom, which is never called", () => {
    expect(Object.keys(DOCUMENTED)).toEqual(Object.keys(providers).filter((id) => id !== "custom"));
  });

  it.each(
    Object.entries(DOCUMENTED),
  )("%s has the windows, concurrency and scope documented", (id, stated) => {
    const { windows = [], classes = {}, keyed = {}, concurrency, scope } = provider(id).limits ?? {};
    const ofKeys = Object.entries(keyed).map(([name, own]) => [name, written([own])[0]] as const);
    const ofClasses = Object.entries(classes).map(([name, own]) => [name, written(own.windows)] as const);
    expect({
      windows: written(windows),
      classes: Object.fromEntries(ofClasses),
      keyed: Object.fromEntries(ofKeys),
      concurrency,
      scope,
    }).toEqual({
      windows: stated.windows,
      classes: stated.classes ?? {},
      keyed: stated.keyed ?? {},
      concurrency: stated.concurrency,
      scope: stated.scope,
    });
  });
});

describe("the limits that an application's accounts share", () => {
  it("are those that the vendors' pages state", () => {
    const parents = Object.values<ProviderDefinition>(providers).flatMap(({ id, limits }) =>
      limits?.parent === undefined ? [] : [[id, written(limits.parent.windows)] as const],
    );
    expect(Object.fromEntries(parents)).toEqual({
      "google-ads": ["300/60", "100000/86400"],
      "google-calendar": ["10000/60"],
      "microsoft-graph": ["130000/10"],
    });
  });

  it("are a Cloud project's where a service account names one", () => {
    const app = provider("google-calendar").limits?.parent?.app;
    expect(app?.({ serviceAccountJson: '{"project_id":"acme-1"}' })).toBe("acme-1");
    expect(app?.({ serviceAccountJson: "no JSON" })).toBeNull();
    expect(app?.({})).toBeNull();
  });
});

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

type Headers_ = Readonly<Record<string, string>>;

const hint = (
  perSeconds: number | null,
  limit: number | null,
  remaining: number,
  resetAfterMs: number | null,
): LimitHint => ({ perSeconds, limit, remaining, resetAfterMs });

/** Answers as the vendors' pages show them, in every form that occurs. */
const ANSWERS: readonly (readonly [id: string, form: string, Headers_, readonly LimitHint[]])[] = [
  [
    "clearbit",
    "seconds since the epoch",
    {
      "x-ratelimit-limit": "600",
      "x-ratelimit-remaining": "0",
      "x-ratelimit-reset": `${SECONDS + 20}`,
    },
    [hint(null, 600, 0, 20_000)],
  ],
  [
    "anthropic",
    "RFC 3339",
    {
      "anthropic-ratelimit-requests-limit": "50",
      "anthropic-ratelimit-requests-remaining": "49",
      "anthropic-ratelimit-requests-reset": "2026-11-21T12:00:02Z",
    },
    [hint(60, 50, 49, 2_000)],
  ],
  [
    "anthropic",
    "tokens that are used up",
    {
      "anthropic-ratelimit-output-tokens-remaining": "0",
      "anthropic-ratelimit-output-tokens-reset": "2026-11-21T12:00:30Z",
    },
    [hint(60, null, 0, 30_000)],
  ],
  [
    "crm",
    "seconds of the IETF's draft, and of the custom before it",
    {
      "ratelimit-remaining": "4",
      "ratelimit-reset": "7",
      "x-ratelimit-remaining": "0",
      "x-ratelimit-reset": `${SECONDS + 9}`,
    },
    [hint(null, null, 4, 7_000), hint(null, null, 0, 9_000)],
  ],
  [
    "meta-audiences",
    "JSON with minutes",
    { "x-business-use-case-usage": '{"9":[{"estimated_time_to_regain_access":2}]}' },
    [hint(null, null, 0, 120_000)],
  ],
  [
    "people-data-labs",
    "dictionaries of Python",
    { "x-ratelimit-remaining": "{'minute': 99, 'day': 0}", "x-ratelimit-limit": "{'minute': 100}" },
    [hint(60, 100, 99, null), hint(86_400, null, 0, null)],
  ],
  [
    "cal-com",
    "seconds since the epoch",
    {
      "x-ratelimit-limit-default": "120",
      "x-ratelimit-remaining-default": "0",
      "x-ratelimit-reset-default": `${SECONDS + 30}`,
    },
    [hint(60, 120, 0, 30_000)],
  ],
  [
    "calendly",
    "seconds from now",
    { "x-ratelimit-limit": "50", "x-ratelimit-remaining": "3", "x-ratelimit-reset": "42" },
    [hint(60, 50, 3, 42_000)],
  ],
  [
    "cloudinary",
    "an HTTP date",
    {
      "x-featureratelimit-limit": "500",
      "x-featureratelimit-remaining": "0",
      "x-featureratelimit-reset": "Sat, 21 Nov 2026 13:00:00 GMT",
    },
    [hint(3_600, 500, 0, 3_600_000)],
  ],
  [
    "docusign",
    "two windows, one without an end",
    {
      "x-ratelimit-limit": "3000",
      "x-ratelimit-remaining": "2990",
      "x-ratelimit-reset": `${SECONDS + 600}`,
      "x-burstlimit-limit": "500",
      "x-burstlimit-remaining": "499",
    },
    [hint(3_600, 3_000, 2_990, 600_000), hint(30, 500, 499, null)],
  ],
  [
    "flodesk",
    "no end",
    { "x-fd-ratelimit-limit": "100", "x-fd-ratelimit-remaining": "0" },
    [hint(60, 100, 0, null)],
  ],
  [
    "github",
    "seconds since the epoch",
    { "x-ratelimit-limit": "5000", "x-ratelimit-remaining": "10", "x-ratelimit-reset": `${SECONDS + 9}` },
    [{ ...hint(3_600, null, 10, 9_000), ofAccount: true }],
  ],
  [
    "gohighlevel",
    "ten seconds and a day",
    {
      "x-ratelimit-max": "100",
      "x-ratelimit-remaining": "98",
      "x-ratelimit-interval-milliseconds": "10000",
      "x-ratelimit-limit-daily": "200000",
      "x-ratelimit-daily-remaining": "5",
    },
    [hint(10, 100, 98, 10_000), hint(86_400, 200_000, 5, null)],
  ],
  [
    "hubspot",
    "an interval, and no day for OAuth",
    {
      "x-hubspot-ratelimit-max": "110",
      "x-hubspot-ratelimit-remaining": "109",
      "x-hubspot-ratelimit-interval-milliseconds": "10000",
    },
    [{ ...hint(10, 110, 109, 10_000), ofAccount: true }],
  ],
  [
    "instagram",
    "JSON with minutes",
    { "x-business-use-case-usage": '{"1784":[{"call_count":100,"estimated_time_to_regain_access":3}]}' },
    [hint(null, null, 0, 180_000)],
  ],
  [
    "klaviyo",
    "the steady window alone",
    { "ratelimit-limit": "150", "ratelimit-remaining": "12", "ratelimit-reset": "20" },
    [hint(60, 150, 12, 20_000)],
  ],
  [
    "openai",
    "a duration of Go",
    {
      "x-ratelimit-limit-requests": "500",
      "x-ratelimit-remaining-requests": "499",
      "x-ratelimit-reset-requests": "6m0s",
    },
    [hint(60, 500, 499, 360_000)],
  ],
  [
    "openai",
    "tokens that are used up",
    { "x-ratelimit-remaining-tokens": "0", "x-ratelimit-reset-tokens": "12ms" },
    [hint(60, null, 0, 12)],
  ],
  [
    "resend",
    "seconds from now",
    { "ratelimit-limit": "5", "ratelimit-remaining": "4", "ratelimit-reset": "1" },
    [hint(1, 5, 4, 1_000)],
  ],
  [
    "salesforce",
    "used of how many, beside an application's own",
    { "sforce-limit-info": "api-usage=14990/15000 per-app-api-usage=17/250(appName=x)" },
    [hint(86_400, 15_000, 10, null)],
  ],
  [
    "sendgrid",
    "seconds since the epoch",
    { "x-ratelimit-limit": "600", "x-ratelimit-remaining": "599", "x-ratelimit-reset": `${SECONDS + 60}` },
    [hint(60, 600, 599, 60_000)],
  ],
  [
    "sentry",
    "seconds since the epoch",
    {
      "x-sentry-rate-limit-limit": "40",
      "x-sentry-rate-limit-remaining": "39",
      "x-sentry-rate-limit-reset": `${SECONDS + 1}`,
      "x-sentry-rate-limit-concurrentlimit": "25",
    },
    [
      hint(null, 40, 39, 1_000),
      { perSeconds: null, limit: null, remaining: null, resetAfterMs: null, concurrency: 25 },
    ],
  ],
  [
    "whatsapp",
    "JSON with minutes",
    { "x-business-use-case-usage": '{"9":[{"estimated_time_to_regain_access":0}]}' },
    [],
  ],
];

describe("headers that say what is left", () => {
  it.each(ANSWERS)("%s: %s", (id, _, headers, expected) => {
    expect(readHints(provider(id), new Headers(headers), NOW)).toEqual(expected);
  });

  it("have a sample for every provider that is said to send some", () => {
    const sampled = new Set(ANSWERS.map(([id]) => id));
    const stating = Object.values(providers as Readonly<Record<string, ProviderDefinition>>).filter(
      ({ limits }) => limits?.headers !== undefined,
    );
    expect(stating.map(({ id }) => id).filter((id) => !sampled.has(id))).toEqual([]);
  });

  it.each(ANSWERS)("%s: nothing is read of values that are none", (id, _, headers) => {
    const broken = Object.fromEntries(Object.keys(headers).map((name) => [name, "{soon"]));
    expect(readHints(provider(id), new Headers(broken), NOW)).toEqual([]);
  });
});

/** Values as answers have them, in every form that occurs, and others. */
const VALUE = fc.oneof(
  fc.nat({ max: 1_000_000 }).map(String),
  fc.nat({ max: 5 }).map(String),
  fc.nat({ max: 90_000 }).map((seconds) => String(SECONDS + seconds)),
  fc.nat({ max: 90_000 }).map((seconds) => String(NOW + seconds * 1_000)),
  fc.nat({ max: 90_000 }).map((seconds) => new Date(NOW + seconds * 1_000).toUTCString()),
  fc.nat({ max: 90_000 }).map((seconds) => new Date(NOW + seconds * 1_000).toISOString()),
  fc.constantFrom("6m0s", "12ms", "{'minute': 2, 'day': 7}", '{"1":[{"estimated_time_to_regain_access":2}]}'),
  fc.nat({ max: 20_000 }).map((used) => `api-usage=${used}/15000`),
  fc.string({ unit: "grapheme-ascii", maxLength: 12 }),
);

function namesOf(limits: Limits | undefined): string[] {
  const places = [limits?.headers ?? []].flat();
  return places.flatMap((place) => Object.values(place).filter((name) => typeof name === "string"));
}

describe("what is read of headers", () => {
  const read = Object.values<ProviderDefinition>(providers).filter(
    ({ limits }) => namesOf(limits).length > 0,
  );

  it.each(
    read.map((one) => [one.id, one] as const),
  )("of %s never widens what its account may send", (_, of) => {
    const limits = bucketLimits(of);
    const names = namesOf(of.limits);
    const classes = [undefined, ...new Set(limits.windows.map((window) => window.class))];
    const ask = { limits, leaseId: "one", count: 3, cost: 1, useWithinMs: 500, leaseTtlMs: 5_000 };
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(...names), VALUE), { maxLength: 6 }),
        fc.constantFrom(...classes),
        fc.nat({ max: 200_000 }),
        (pairs, limitClass, afterMs) => {
          const headers = new Headers(pairs.map(([name, value]) => [name, value.trim()]));
          const named = limitClass === undefined ? {} : { limitClass };
          const { state, result } = acquire(NEW_BUCKET, { ...ask, ...named }, NOW);
          const told = { limits, leaseId: "one", unused: 0, throttledForMs: null };
          const sentAfterMs = result.startAfterMs.map(() => 5);
          const learn = (hints: readonly LimitHint[]) =>
            report(state, { ...told, sentAfterMs, hints }, NOW + 10).state;
          const [taught, untaught] = [learn(readHints(of, headers, NOW + 10)), learn([])];
          for (const now of [NOW + 10, NOW + 10 + afterMs]) {
            const left = inspect(untaught, limits, now).windows.map(({ available }) => available);
            inspect(taught, limits, now).windows.forEach(({ available }, index) => {
              expect(available).toBeLessThanOrEqual(left[index] ?? 0);
            });
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe("what a 429 asks to wait", () => {
  const throttled = (id: string, headers: Headers_, body: unknown = {}) =>
    classifyAnswer(provider(id), null, { status: 429, headers: new Headers(headers), body }, NOW);

  it.each<readonly [string, string, Headers_, number | null]>([
    [
      "gohighlevel",
      "the interval",
      { "x-ratelimit-remaining": "0", "x-ratelimit-interval-milliseconds": "10000" },
      10_000,
    ],
    ["square", "the reset that is all there is", { "x-ratelimit-reset": `${SECONDS + 3}` }, 3_000],
    ["segment", "seconds in the reset", { "x-ratelimit-reset": "11" }, 11_000],
    ["clerk", "seconds", { "retry-after": "7" }, 7_000],
    ["microsoft-graph", "a date", { "retry-after": "Sat, 21 Nov 2026 12:00:30 GMT" }, 30_000],
    ["openai", "ms before seconds", { "retry-after-ms": "1500", "retry-after": "2" }, 1_500],
    [
      "calendly",
      "the end of the window that is used up, where nothing is asked",
      { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "42" },
      42_000,
    ],
    [
      "calendly",
      "nothing while its window has room",
      { "x-ratelimit-remaining": "3", "x-ratelimit-reset": "42" },
      null,
    ],
    ["flodesk", "nothing that is known", { "x-fd-ratelimit-remaining": "0" }, null],
  ])("%s: %s", (id, _, headers, retryAfterMs) => {
    expect(throttled(id, headers)).toMatchObject({ kind: "throttle", retryAfterMs });
  });

  it.each<readonly [string, string, Headers_, number | null, object]>([
    [
      "openai",
      "what its words say",
      {},
      360_000,
      { error: { message: "Please try again in 6m0s. Visit …" } },
    ],
    ["openai", "words in ms", {}, 120, { error: { message: "Please try again in 120ms." } }],
    [
      "klaviyo",
      "words in seconds",
      {},
      12_000,
      { errors: [{ detail: "Expected available in 12 seconds." }] },
    ],
    [
      "klaviyo",
      "the header before the words",
      { "retry-after": "3" },
      3_000,
      { errors: [{ detail: "available in 12 seconds." }] },
    ],
    [
      "twilio",
      "nothing in words that name no time",
      {},
      null,
      { message: "Too many requests, retry after 5 months" },
    ],
  ])("%s: %s", (id, _, headers, retryAfterMs, body) => {
    expect(throttled(id, headers, body)).toMatchObject({ kind: "throttle", retryAfterMs });
  });
});
