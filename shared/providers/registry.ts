import { anthropic } from "./anthropic/index.ts";
import { calCom } from "./cal-com/index.ts";
import { calendly } from "./calendly/index.ts";
import { clerk } from "./clerk/index.ts";
import { cloudinary } from "./cloudinary/index.ts";
import { custom } from "./custom/index.ts";
import type { ProviderDefinition } from "./define.ts";
import { docusign } from "./docusign/index.ts";
import { flodesk } from "./flodesk/index.ts";
import { github } from "./github/index.ts";
import { gohighlevel } from "./gohighlevel/index.ts";
import { googleCalendar } from "./google-calendar/index.ts";
import { housecallPro } from "./housecall-pro/index.ts";
import { hubspot } from "./hubspot/index.ts";
import { instagram } from "./instagram/index.ts";
import { klaviyo } from "./klaviyo/index.ts";
import { mailchimp } from "./mailchimp/index.ts";
import { microsoftGraph } from "./microsoft-graph/index.ts";
import { openai } from "./openai/index.ts";
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
  anthropic,
  "cal-com": calCom,
  calendly,
  clerk,
  cloudinary,
  custom,
  docusign,
  flodesk,
  github,
  gohighlevel,
  "google-calendar": googleCalendar,
  "housecall-pro": housecallPro,
  hubspot,
  instagram,
  klaviyo,
  mailchimp,
  "microsoft-graph": microsoftGraph,
  openai,
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
