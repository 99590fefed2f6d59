import { findConnection } from "../../../shared/db/queries/connections.ts";
import type { FieldError } from "../../../shared/errors.ts";
import type { Id } from "../../../shared/ids.ts";
import { CHANNELS } from "../../../shared/model/channel.ts";
import type { ChannelFallbacks } from "../../../shared/model/organization.ts";
import { findProvider } from "../../../shared/providers/registry.ts";
import type { Context } from "../../context.ts";
import { invalidFields } from "../validation.ts";

/** @throws Problem naming the fallbacks whose connection is not there, or does not carry the channel */
export async function checkFallbacks(
  organizationId: Id<"organization">,
  fallbacks: ChannelFallbacks,
  { db }: Context,
): Promise<void> {
  const errors: FieldError[] = [];
  for (const listed of CHANNELS) {
    for (const [index, { connectionId, channel = listed }] of (fallbacks[listed] ?? []).entries()) {
      const row = await findConnection(db, organizationId, connectionId);
      const carries = findProvider(row?.provider ?? "")?.channels?.[channel] !== undefined;
      if (!carries) {
        const message = row === null ? "is no connection of this organization" : `does not carry ${channel}`;
        errors.push({ path: `body.channelFallbacks.${listed}.${index}.connectionId`, message });
      }
    }
  }
  if (errors.length > 0) {
    throw invalidFields(errors);
  }
}
