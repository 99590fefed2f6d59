import { vectors as algolia } from "../../shared/providers/algolia/vectors.ts";
import { vectors as anthropic } from "../../shared/providers/anthropic/vectors.ts";
import { vectors as calCom } from "../../shared/providers/cal-com/vectors.ts";
import { vectors as calendly } from "../../shared/providers/calendly/vectors.ts";
import { vectors as clearbit } from "../../shared/providers/clearbit/vectors.ts";
import { vectors as clerk } from "../../shared/providers/clerk/vectors.ts";
import { vectors as cloudinary } from "../../shared/providers/cloudinary/vectors.ts";
import { vectors as crm } from "../../shared/providers/crm/vectors.ts";
import { vectors as custom } from "../../shared/providers/custom/vectors.ts";
import { vectors as docusign } from "../../shared/providers/docusign/vectors.ts";
import { vectors as flodesk } from "../../shared/providers/flodesk/vectors.ts";
import { vectors as ga4 } from "../../shared/providers/ga4/vectors.ts";
import { vectors as github } from "../../shared/providers/github/vectors.ts";
import { vectors as gohighlevel } from "../../shared/providers/gohighlevel/vectors.ts";
import { vectors as googleAds } from "../../shared/providers/google-ads/vectors.ts";
import { vectors as googleCalendar } from "../../shared/providers/google-calendar/vectors.ts";
import { vectors as housecallPro } from "../../shared/providers/housecall-pro/vectors.ts";
import { vectors as hubspot } from "../../shared/providers/hubspot/vectors.ts";
import { vectors as instagram } from "../../shared/providers/instagram/vectors.ts";
import { vectors as klaviyo } from "../../shared/providers/klaviyo/vectors.ts";
import { vectors as mailchimp } from "../../shared/providers/mailchimp/vectors.ts";
import { vectors as metaAudiences } from "../../shared/providers/meta-audiences/vectors.ts";
import { vectors as microsoftGraph } from "../../shared/providers/microsoft-graph/vectors.ts";
import { vectors as openai } from "../../shared/providers/openai/vectors.ts";
import { vectors as peopleDataLabs } from "../../shared/providers/people-data-labs/vectors.ts";
import type { ProviderId } from "../../shared/providers/registry.ts";
import { vectors as resend } from "../../shared/providers/resend/vectors.ts";
import { vectors as retell } from "../../shared/providers/retell/vectors.ts";
import { vectors as salesforce } from "../../shared/providers/salesforce/vectors.ts";
import { vectors as segment } from "../../shared/providers/segment/vectors.ts";
import { vectors as sendgrid } from "../../shared/providers/sendgrid/vectors.ts";
import { vectors as sentry } from "../../shared/providers/sentry/vectors.ts";
import { vectors as slack } from "../../shared/providers/slack/vectors.ts";
import { vectors as square } from "../../shared/providers/square/vectors.ts";
import { vectors as stripe } from "../../shared/providers/stripe/vectors.ts";
import { vectors as supabase } from "../../shared/providers/supabase/vectors.ts";
import { vectors as twilio } from "../../shared/providers/twilio/vectors.ts";
import type { ProviderVectors } from "../../shared/providers/vectors.ts";
import { vectors as whatsapp } from "../../shared/providers/whatsapp/vectors.ts";
import { vectors as zapier } from "../../shared/providers/zapier/vectors.ts";

/** Every provider's samples, apart from the registry so that they stay out of the Worker. */
export const vectorsByProvider: Readonly<Record<ProviderId, ProviderVectors>> = {
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
};
