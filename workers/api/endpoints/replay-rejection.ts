import { base64ToBytes } from "../../../shared/crypto/bytes.ts";
import { findEndpoint } from "../../../shared/db/queries/endpoints.ts";
import { markReplayed, type RejectionRow, unmarkReplayed } from "../../../shared/db/queries/rejections.ts";
import { Problem } from "../../../shared/errors.ts";
import { type Id, newId } from "../../../shared/ids.ts";
import { accept } from "../../../shared/inbound/accept.ts";
import { discardBody, envelopeOf } from "../../../shared/inbound/envelope.ts";
import type { Refusal, SignedRequest } from "../../../shared/signatures/verifier.ts";
import type { Context } from "../../context.ts";
import { judge } from "./judge.ts";

/**
 * Takes a refused request after all, if it verifies now as of the time it was received; returns the id of its first
 * event. A second replay gives the first one's id.
 * @throws Problem `still_refused`, `body_gone`, or `not_found` when the endpoint was deleted
 */
export async function replayRejection(row: RejectionRow, context: Context): Promise<Id<"event">> {
  if (row.replayedAs !== null) {
    return row.replayedAs;
  }
  const endpoint = await findEndpoint(context.db, row.organizationId, row.endpointId);
  if (endpoint === null) {
    throw new Problem(
      "not_found",
      "The endpoint was deleted, and with it the secrets that could verify this.",
    );
  }
  const body = bytesOf(row);
  if (body === null || row.url === null) {
    throw new Problem(
      "body_gone",
      "Bodies of refused webhooks are kept for 72 hours, and not all of them. Have the sender send it again.",
    );
  }
  const signed: SignedRequest = { method: "POST", url: row.url, headers: new Headers(row.headers), body };
  const { verdict, identity, bySecretItself } = await judge(endpoint, signed, row.receivedAt, context);
  if (!verdict.ok) {
    throw new Problem("still_refused", whatToDo(verdict, bySecretItself));
  }
  const id = newId("event", context.clock());
  const first = await markReplayed(context.db, row, id);
  if (first !== id) {
    return first ?? id;
  }
  try {
    const message = await envelopeOf({ signed, endpoint: identity, id, now: row.receivedAt }, context);
    await accept(message, context).catch(async (cause: unknown) => {
      await discardBody(message, context);
      throw cause;
    });
  } catch (cause) {
    await unmarkReplayed(context.db, row, id);
    throw cause;
  }
  return id;
}

/** The bytes received; null when they were not kept, or not any more. */
export function bytesOf({ body, bytes }: Pick<RejectionRow, "body" | "bytes">): Uint8Array | null {
  if (body === null) {
    return null;
  }
  return bytes === 0 ? new Uint8Array() : base64ToBytes(body);
}

function whatToDo({ step, expected }: Refusal, bySecretItself: boolean): string {
  return bySecretItself
    ? "This sender proves itself by the secret itself, which is never kept with a request. Have it send the webhook again."
    : `Refused again at step "${step}", which wants ${expected}. Set the right secret, then replay.`;
}
