import { trial as calCom } from "../../shared/providers/cal-com/trial.ts";
import { trial as clerk } from "../../shared/providers/clerk/trial.ts";
import { trial as cloudinary } from "../../shared/providers/cloudinary/trial.ts";
import { trial as crm } from "../../shared/providers/crm/trial.ts";
import { trial as docusign } from "../../shared/providers/docusign/trial.ts";
import { trial as flodesk } from "../../shared/providers/flodesk/trial.ts";
import { trial as github } from "../../shared/providers/github/trial.ts";
import { trial as gohighlevel } from "../../shared/providers/gohighlevel/trial.ts";
import { trial as googleAds } from "../../shared/providers/google-ads/trial.ts";
import { trial as googleCalendar } from "../../shared/providers/google-calendar/trial.ts";
import { trial as hubspot } from "../../shared/providers/hubspot/trial.ts";
import { trial as klaviyo } from "../../shared/providers/klaviyo/trial.ts";
import { trial as mailchimp } from "../../shared/providers/mailchimp/trial.ts";
import { trial as metaAudiences } from "../../shared/providers/meta-audiences/trial.ts";
import { trial as microsoftGraph } from "../../shared/providers/microsoft-graph/trial.ts";
import { trial as openai } from "../../shared/providers/openai/trial.ts";
import type { ProviderId } from "../../shared/providers/registry.ts";
import { trial as resend } from "../../shared/providers/resend/trial.ts";
import { trial as retell } from "../../shared/providers/retell/trial.ts";
import { trial as salesforce } from "../../shared/providers/salesforce/trial.ts";
import { trial as sendgrid } from "../../shared/providers/sendgrid/trial.ts";
import { trial as slack } from "../../shared/providers/slack/trial.ts";
import { trial as square } from "../../shared/providers/square/trial.ts";
import { trial as stripe } from "../../shared/providers/stripe/trial.ts";
import { trial as supabase } from "../../shared/providers/supabase/trial.ts";
import type { NoTrial, Trial } from "../../shared/providers/trial.ts";
import { trial as twilio } from "../../shared/providers/twilio/trial.ts";

/** What `npm run try` makes and takes away at each provider, or why it makes nothing. */
export const trials: Readonly<Record<ProviderId, Trial | NoTrial>> = {
  algolia: {
    none: "an index stays behind when its only record goes, and to delete it takes a key that may delete any",
  },
  anthropic: { none: "whatever its API makes costs tokens" },
  "cal-com": calCom,
  calendly: { none: "all that its API can take away are webhooks, which only paid plans have" },
  clearbit: { none: "its API only answers look-ups, which cost" },
  clerk,
  cloudinary,
  crm,
  custom: { none: "it is never called" },
  docusign,
  flodesk,
  ga4: { none: "an event that was sent stays in the property" },
  github,
  gohighlevel,
  "google-ads": googleAds,
  "google-calendar": googleCalendar,
  "housecall-pro": { none: "its API deletes no customer and no job" },
  hubspot,
  instagram: { none: "whatever its API makes is a message to a person" },
  klaviyo,
  mailchimp,
  "meta-audiences": metaAudiences,
  "microsoft-graph": microsoftGraph,
  openai,
  "people-data-labs": { none: "its API only answers look-ups, which cost credits" },
  resend,
  retell,
  salesforce,
  segment: { none: "an event that was sent goes to every destination of the source" },
  sendgrid,
  sentry: { none: "a release stays, and its API makes nothing else without a team's permission" },
  slack,
  square,
  stripe,
  supabase,
  twilio,
  whatsapp: { none: "a template goes to Meta's review, and all else is a message to a person" },
  zapier: { none: "whatever is sent to a catch hook runs the Zap" },
};
