import { vectors as custom } from "../../shared/providers/custom/vectors.ts";
import { vectors as github } from "../../shared/providers/github/vectors.ts";
import type { ProviderId } from "../../shared/providers/registry.ts";
import { vectors as resend } from "../../shared/providers/resend/vectors.ts";
import { vectors as sendgrid } from "../../shared/providers/sendgrid/vectors.ts";
import { vectors as slack } from "../../shared/providers/slack/vectors.ts";
import { vectors as stripe } from "../../shared/providers/stripe/vectors.ts";
import { vectors as twilio } from "../../shared/providers/twilio/vectors.ts";
import type { ProviderVectors } from "../../shared/providers/vectors.ts";

/** Every provider's samples, apart from the registry so that they stay out of the Worker. */
export const vectorsByProvider: Readonly<Record<ProviderId, ProviderVectors>> = {
  custom,
  github,
  resend,
  sendgrid,
  slack,
  stripe,
  twilio,
};
