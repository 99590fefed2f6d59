import type { CampaignRow } from "../../../shared/db/queries/campaigns.ts";
import { Problem } from "../../../shared/errors.ts";
import type { Id } from "../../../shared/ids.ts";
import type { Route } from "../../../shared/model/job.ts";
import { wayFor } from "../../../shared/outbox/carry.ts";
import type { Sender } from "../../../shared/outbox/sender.ts";
import { kept, type UsableTemplate } from "../../../shared/outbox/templates.ts";
import { unlocated } from "../jobs/accept.ts";

type Channelled = Pick<CampaignRow, "channel" | "category">;

/** A way of all of a campaign's messages. */
export type CampaignWay = Pick<Route, "provider" | "action" | "connectionId" | "channel">;

/**
 * How a campaign's messages go by the settings as they are now.
 * @throws Problem where they do not go at all, so that there is no message for anybody
 */
export async function ownWay(
  { channel, category }: Channelled,
  template: UsableTemplate,
  sender: Sender,
): Promise<CampaignWay> {
  const { postalAddress } = sender.organization.messageDefaults ?? {};
  if (category === "marketing" && channel === "email" && postalAddress === undefined) {
    throw unlocated();
  }
  return await wayOver(sender, template, { channel });
}

/** The ways that a campaign's messages may fall back to; one that cannot carry them is left out. */
export async function otherWays(
  { channel }: Channelled,
  template: UsableTemplate,
  sender: Sender,
): Promise<CampaignWay[]> {
  const ways: CampaignWay[] = [];
  const settings = sender.organization.channelFallbacks?.[channel] ?? [];
  for (const { connectionId, channel: other = channel } of settings) {
    try {
      ways.push(await wayOver(sender, template, { channel: other, connectionId }));
    } catch (cause) {
      if (!(cause instanceof Problem)) {
        throw cause;
      }
    }
  }
  return ways;
}

async function wayOver(
  sender: Sender,
  template: UsableTemplate,
  {
    channel,
    connectionId,
  }: { readonly channel: CampaignRow["channel"]; readonly connectionId?: Id<"connection"> },
): Promise<CampaignWay> {
  const carrier = await sender.carrier(channel, { connectionId });
  const { provider, connectionId: chosen } = carrier.chosen;
  const { action } = wayFor(carrier, { template: kept(template, {}, {}) });
  return { provider: provider.id, action, connectionId: chosen, channel };
}
