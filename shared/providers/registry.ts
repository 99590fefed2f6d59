import { algolia } from "./algolia/index.ts";
import { anthropic } from "./anthropic/index.ts";
import { calCom } from "./cal-com/index.ts";
import { calendly } from "./calendly/index.ts";
import { clearbit } from "./clearbit/index.ts";
import { clerk } from "./clerk/index.ts";
import { cloudinary } from "./cloudinary/index.ts";
import { crm } from "./crm/index.ts";
import { custom } from "./custom/index.ts";
import type { ProviderDefinition } from "./define.ts";
import { docusign } from "./docusign/index.ts";
import { flodesk } from "./flodesk/index.ts";
import { ga4 } from "./ga4/index.ts";
import { github } from "./github/index.ts";
import { gohighlevel } from "./gohighlevel/index.ts";
import { googleAds } from "./google-ads/index.ts";
import { googleCalendar } from "./google-calendar/index.ts";
import { housecallPro } from "./housecall-pro/index.ts";
import { hubspot } from "./hubspot/index.ts";
import { instagram } from "./instagram/index.ts";
import { klaviyo } from "./klaviyo/index.ts";
import { mailchimp } from "./mailchimp/index.ts";
import { metaAudiences } from "./meta-audiences/index.ts";
import { microsoftGraph } from "./microsoft-graph/index.ts";
import { openai } from "./openai/index.ts";
import { peopleDataLabs } from "./people-data-labs/index.ts";
import { resend } from "./resend/index.ts";
import { retell } from "./retell/index.ts";
import { salesforce } from "./salesforce/index.ts";
import { segment } from "./segment/index.ts";
import { sendgrid } from "./sendgrid/index.ts";
import { sentry } from "./sentry/index.ts";
import { slack } from "./slack/index.ts";
import { square } from "./square/index.ts";
import { stripe } from "./stripe/index.ts";
import { supabase } from "./supabase/index.ts";
import { twilio } from "./twilio/index.ts";
import { whatsapp } from "./whatsapp/index.ts";
import { zapier } from "./zapier/index.ts";

/** Every provider by its id: the one line that a new folder adds outside itself. */
export const providers = {
  algolia,
  anthropic,
  "cal-com": calCom,
  calendly,
  clearbit,
  clerk,
  cloudinary,
  crm,
  custom,
  docusign,
  flodesk,
  ga4,
  github,
  gohighlevel,
  "google-ads": googleAds,
  "google-calendar": googleCalendar,
  "housecall-pro": housecallPro,
  hubspot,
  instagram,
  klaviyo,
  mailchimp,
  "meta-audiences": metaAudiences,
  "microsoft-graph": microsoftGraph,
  openai,
  "people-data-labs": peopleDataLabs,
  resend,
  retell,
  salesforce,
  segment,
  sendgrid,
  sentry,
  slack,
  square,
  stripe,
  supabase,
  twilio,
  whatsapp,
  zapier,
} as const satisfies Record<string, ProviderDefinition>;

export type ProviderId = keyof typeof providers;

const byId: ReadonlyMap<string, ProviderDefinition> = new Map(Object.entries(providers));

/** The provider of that id; null where there is none. */
export function findProvider(id: string): ProviderDefinition | null {
  return byId.get(id) ?? null;
}
