import { z } from "zod";
import { at, idOf, nameOf } from "../../../model/read.ts";
import { type ActionResult, defineAction, type ProviderAnswer } from "../../action.ts";
import { once, repeatable, roomName } from "../input.ts";
import { PRODUCT_URLS, postForm } from "../request.ts";

function readRoom({ body }: ProviderAnswer): ActionResult {
  const id = idOf(at(body, "sid"));
  return {
    externalId: id,
    result: { sid: id, uniqueName: nameOf(at(body, "unique_name")), status: nameOf(at(body, "status")) },
  };
}

/** Two rooms of one name are never open at once: without a name it is the job's id. */
export const createRoom = defineAction({
  description: "Opens a Video room.",
  docs: "https://www.twilio.com/docs/video/api/rooms-resource#create-a-room",
  input: z.strictObject({
    uniqueName: roomName.optional(),
    maxParticipants: z.int().min(1).max(50).optional(),
    record: z.boolean().optional().describe("Whether participants are recorded once they connect."),
    emptyTimeoutMinutes: z
      .int()
      .min(1)
      .max(60)
      .optional()
      .describe("Until it closes after the last one left."),
    unusedTimeoutMinutes: z.int().min(1).max(60).optional().describe("Until it closes where nobody came."),
  }),
  example: { uniqueName: "booking-42", maxParticipants: 2 },
  ...once,
  send: ({ uniqueName, maxParticipants, record, emptyTimeoutMinutes, unusedTimeoutMinutes }, call) =>
    postForm(call, `${PRODUCT_URLS.video}/Rooms`, {
      fields: {
        Type: "group",
        UniqueName: uniqueName ?? call.reference,
        MaxParticipants: maxParticipants,
        RecordParticipantsOnConnect: record,
        EmptyRoomTimeout: emptyTimeoutMinutes,
        UnusedRoomTimeout: unusedTimeoutMinutes,
      },
    }),
  result: readRoom,
});

export const completeRoom = defineAction({
  description: "Closes a Video room and sends everybody home.",
  docs: "https://www.twilio.com/docs/video/api/rooms-resource#complete-a-room",
  input: z.strictObject({ room: roomName.describe("Its id, or its name while it is open.") }),
  example: { room: "RM00000000000000000000000000000000" },
  ...repeatable,
  send: ({ room }, call) =>
    postForm(call, `${PRODUCT_URLS.video}/Rooms/${encodeURIComponent(room)}`, {
      fields: { Status: "completed" },
      isRepeatable: true,
    }),
  result: readRoom,
});
