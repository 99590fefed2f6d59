import { z } from "zod";
import { at, nameOf } from "../../../model/read.ts";
import { defineAction } from "../../action.ts";
import { request } from "../request.ts";

/** An id without an email is worth nothing; a second one does no harm. */
export const createBatch = defineAction({
  description: "Makes a batch id, by which emails that are scheduled can be cancelled together.",
  docs: "https://www.twilio.com/docs/sendgrid/api-reference/cancel-scheduled-sends/create-a-batch-id",
  input: z.strictObject({}),
  example: {},
  idempotency: "key",
  onUncertain: "resend",
  send: (_, call) => request(call, { method: "POST", path: "/v3/mail/batch", isRepeatable: true }),
  result: ({ body }) => {
    const batchId = nameOf(at(body, "batch_id"));
    return { externalId: batchId, result: { batchId } };
  },
});

export const cancelScheduled = defineAction({
  description: "Pauses or cancels the emails of a batch, up to ten minutes before they are due.",
  docs: "https://www.twilio.com/docs/sendgrid/api-reference/cancel-scheduled-sends/cancel-or-pause-a-scheduled-send",
  input: z.strictObject({
    batchId: z.string().regex(/^[A-Za-z0-9]{1,100}$/, "must be a batch id"),
    status: z.enum(["cancel", "pause"]).default("cancel"),
  }),
  example: { batchId: "HkJ5yLYULb7Rj8GKSx7u025ouWVlMgAi", status: "cancel" },
  idempotency: "none",
  onUncertain: "lookup",
  send: ({ batchId, status }, call) =>
    request(call, {
      method: "POST",
      path: "/v3/user/scheduled_sends",
      body: { batch_id: batchId, status },
    }),
  result: ({ body }) => ({
    externalId: null,
    result: { batchId: nameOf(at(body, "batch_id")), status: nameOf(at(body, "status")) },
  }),
  // a batch has one state, so its own id is reference enough
  lookup: {
    docs: "https://www.twilio.com/docs/sendgrid/api-reference/cancel-scheduled-sends/retrieve-scheduled-send",
    afterSeconds: 10,
    send: ({ batchId }, call) =>
      request(call, { method: "GET", path: `/v3/user/scheduled_sends/${batchId}` }),
    found: ({ body }, { input: { batchId, status } }) =>
      at(body, 0, "batch_id") === batchId && at(body, 0, "status") === status
        ? { externalId: null, result: { batchId, status } }
        : null,
  },
});
