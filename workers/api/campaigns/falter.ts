import { MINUTE_MS } from "../../../shared/clock.ts";
import { type CampaignRow, falterCampaign } from "../../../shared/db/queries/campaigns.ts";
import { openIncident } from "../../../shared/db/queries/incidents.ts";
import { tellNow } from "../../../shared/destinations/tell-now.ts";
import { Problem } from "../../../shared/errors.ts";
import { newId } from "../../../shared/ids.ts";
import type { JobError } from "../../../shared/model/job.ts";
import type { Context } from "../../context.ts";

/** Minutes until a page is tried again, by how often it could not be sent in a row: two hours in all. */
const WAIT_MINUTES = [0, 1, 2, 4, 8, 16, 32, 60];

const STILL_TRYING = {
  code: "campaign_page_failed",
  message: "The next page could not be made. It is tried again by itself; who had their turn keeps it.",
  retryable: true,
} as const;

const GIVEN_UP = {
  code: "campaign_failed",
  message:
    "The next page could not be made, however often it was tried. POST …/send goes on where it stopped; who had their turn keeps it.",
  retryable: true,
} as const;

/** With what is to be mended, where that is known. */
function because({ message, ...error }: typeof STILL_TRYING | typeof GIVEN_UP, cause: unknown): JobError {
  if (!(cause instanceof Problem)) {
    return { ...error, message };
  }
  return { ...error, message: `${message} ${cause.detail}` };
}

/** A page could not be sent: it is tried again after a while, and after some two hours given up, which somebody is told. */
export async function falter(row: CampaignRow, cause: unknown, context: Context): Promise<void> {
  const { organizationId, id } = row;
  context.log.error("cron.campaign_failed", { organizationId, job: "send-campaigns" }, cause);
  const now = context.clock();
  const waitMinutes = WAIT_MINUTES[row.failures];
  if (waitMinutes !== undefined) {
    const dueAt = now + waitMinutes * MINUTE_MS;
    await falterCampaign(context.db, row, {
      status: row.status,
      dueAt,
      error: because(STILL_TRYING, cause),
      finishedAt: null,
    });
    return;
  }
  // told first: what crashes between is told by the next try, and once
  const error = because(GIVEN_UP, cause);
  const message = `Campaign ${row.name} stopped after ${row.walked} people: ${error.message}`;
  const trouble = { organizationId, kind: "campaign_failed", subject: id, message } as const;
  if (await openIncident(context.db, trouble, now)) {
    const data = {
      campaignId: id,
      name: row.name,
      walked: row.walked,
      recipients: row.recipients,
      error,
    };
    const type = "causeway.campaign.failed";
    await tellNow([{ organizationId, id: newId("event", now), type, subject: id, data, at: now }], context);
  }
  await falterCampaign(context.db, row, { status: "failed", dueAt: null, error, finishedAt: now });
}
