import type { EndpointRow } from "../db/queries/endpoints.ts";
import { UnparsedBody } from "../model/body.ts";
import type { ProviderEvent } from "../model/event.ts";
import type { InboundBody, Webhook } from "../providers/define.ts";
import { resolveScheme } from "../signatures/declaration.ts";

/** The type of an event whose bytes are not what its sender's protocol promises: stored, never refused. */
export const UNPARSED = "unparsed";

/** What is kept of a received body beside its bytes. */
export interface BodyEnvelope {
  readonly contentType: string;
  readonly headers: readonly (readonly [string, string])[];
  /** The endpoint's URL with the query received. */
  readonly url: string;
  /** ms since the epoch */
  readonly receivedAt: number;
}

/** The form in which a provider's folder reads a body; a `custom` endpoint's scheme says where its identity lies. */
export function inboundBody(
  envelope: BodyEnvelope,
  bytes: Uint8Array,
  endpoint: Pick<EndpointRow, "scheme"> | null,
): InboundBody {
  return {
    contentType: envelope.contentType,
    headers: new Headers(envelope.headers.map(([name, value]): [string, string] => [name, value])),
    url: new URL(envelope.url),
    bytes,
    receivedAt: envelope.receivedAt,
    ...(endpoint?.scheme == null ? {} : { scheme: resolveScheme(endpoint.scheme) }),
  };
}

/** The events of one body, at least one, always the same ones in the same order. */
export function readEvents(webhook: Webhook | undefined, body: InboundBody): readonly ProviderEvent[] {
  const whole = (type: string): ProviderEvent => ({ id: null, type, subject: null, time: null, data: null });
  try {
    const events = webhook?.events(body) ?? [];
    return events.length > 0 ? events : [whole("empty")];
  } catch (cause) {
    if (cause instanceof UnparsedBody) {
      return [whole(UNPARSED)];
    }
    throw cause;
  }
}
