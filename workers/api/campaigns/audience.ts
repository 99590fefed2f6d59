import { hashOfAll } from "../../../shared/approvals/together.ts";
import type { CampaignRow } from "../../../shared/db/queries/campaigns.ts";
import type { SegmentRow } from "../../../shared/db/queries/segments.ts";
import type { SegmentFilter } from "../../../shared/model/segment.ts";
import type { UsableTemplate } from "../../../shared/outbox/templates.ts";

/** Whom a campaign is for: those of its segment who are reached over its channel. */
export function audienceOf({ channel }: Pick<CampaignRow, "channel">, { filter }: SegmentRow): SegmentFilter {
  return { all: [filter, { field: "channel", op: "eq", value: channel }] };
}

/** SHA-256 in hex of all that decides what a campaign says and to whom. */
export async function contentHash(
  { channel, category, topic, data }: CampaignRow,
  segment: SegmentRow,
  { subject, text, html, providerTemplate }: UsableTemplate,
): Promise<string> {
  const content = [channel, category, topic, data, segment.filter, subject, text, html, providerTemplate];
  return await hashOfAll(content.map((part) => JSON.stringify(part)));
}
