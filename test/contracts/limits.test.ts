import { describe, expect, it } from "vitest";
import type { Limits, ProviderDefinition } from "../../shared/providers/define.ts";
import { providers } from "../../shared/providers/registry.ts";
import { provider } from "../support/sending.ts";

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
      createEvents: ["10/1", "150/60"],
      importProfile: ["75/1", "750/60"],
      getProfiles: ["75/1", "750/60"],
      getLists: ["75/1", "750/60"],
      subscribe: ["75/1", "750/60"],
      unsubscribe: ["75/1", "750/60"],
      suppress: ["75/1", "750/60"],
      unsuppress: ["75/1", "750/60"],
      addToList: ["10/1", "150/60"],
      removeFromList: ["10/1", "150/60"],
      createList: ["10/1", "150/60", "150/86400"],
      reports: ["1/1", "2/60", "225/86400"],
      images: ["3/1", "100/60", "100/86400"],
      metrics: ["1/1", "15/60", "15/86400"],
      audiences: ["1/1", "15/60", "100/86400"],
      small: ["1/1", "15/60"],
      tags: ["3/1", "60/60"],
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
