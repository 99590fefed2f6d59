import { describe, expect, it } from "vitest";
import { readHints } from "../../shared/call/hints.ts";
import { classifyAnswer } from "../../shared/call/outcome.ts";
import type { LimitHint } from "../../shared/flow/limit-hint.ts";
import type { ProviderDefinition } from "../../shared/providers/define.ts";
import { providers } from "../../shared/providers/registry.ts";
import { provider } from "../support/sending.ts";

const NOW = Date.UTC(2026, 10, 21, 12, 0, 0);
const SECONDS = NOW / 1_000;

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
