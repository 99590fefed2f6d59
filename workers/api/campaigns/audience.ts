import { hashOfAll } from "../../../shared/approvals/together.ts";
import type { CampaignRow } from "../../../shared/db/queries/campaigns.ts";
import type { SegmentRow } from "../../../shared/db/queries/segments.ts";
import type { SegmentFilter } from "../../../shared/model/segment.ts";
import type { Sender } from "../../../shared/outbox/sender.ts";
import type { UsableTemplate } from "../../../shared/outbox/templates.ts";
import type { CampaignWay } from "./ways.ts";

/** Whom a campaign is for: those of its segment who are reached over its channel. */
export function audienceOf({ channel }: Pick<CampaignRow, "channel">, { filter }: SegmentRow): SegmentFilter {
  return { all: [filter, { field: "channel", op: "eq", value: channel }] };
}

/**
 * SHA-256 in hex of all that decides what a campaign says and to whom.
 * @param by its way and the organization's other ways, where somebody was asked about them; null: they may change
 */
export async function contentHash(
  { channel, category, topic, data }: CampaignRow,
  segment: SegmentRow,
  { subject, text, html, providerTemplate }: UsableTemplate,
  by: { readonly way: CampaignWay; readonly sender: Sender } | null,
): Promise<string> {
  const words = [channel, category, topic, data, segment.filter, subject, text, html, providerTemplate];
  // the settings themselves: another way that is out of order for a while changes nothing
  const fallbacks = by?.sender.organization.channelFallbacks?.[channel] ?? null;
  const content = by === null ? words : [...words, by.way, fallbacks];
  return await hashOfAll(content.map((part) => JSON.stringify(part)));
}
