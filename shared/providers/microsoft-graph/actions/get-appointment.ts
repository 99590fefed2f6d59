import { z } from "zod";
import { at, nameOf } from "../../../model/read.ts";
import { type Call, defineAction, type ProviderAnswer } from "../../action.ts";
import { appointmentOf, goneAppointment } from "../appointment.ts";
import { api, BASE_URL, userPath } from "../auth.ts";

const WANTED = [
  "id",
  "subject",
  "start",
  "end",
  "originalStartTimeZone",
  "isCancelled",
  "isOrganizer",
  "organizer",
  "attendees",
  "location",
  "onlineMeeting",
  "lastModifiedDateTime",
].join(",");

const name = z.string().min(1).max(512);

/** The mailbox that was named, which an app may see many of; a person sees their own as theirs. */
function mailboxPath(userId: string | undefined, call: Pick<Call, "credentials">): string {
  return userId === undefined || userId === call.credentials.userId
    ? userPath(call)
    : `/users/${encodeURIComponent(userId)}`;
}

function isGone({ status, body }: ProviderAnswer): boolean {
  return status === 404 && /^(?:Error)?ItemNotFound$/i.test(nameOf(at(body, "error", "code")) ?? "");
}

/** A read: asked again, it says the same, and the key that goes with it is for nobody. */
export const getAppointment = defineAction({
  description: "Gets an event of a calendar, its times in UTC.",
  docs: "https://learn.microsoft.com/graph/api/event-get",
  input: z.strictObject({
    id: name,
    userId: name.optional().describe("Whose calendar it is in; the connection's own where left out."),
  }),
  example: { id: "AAMkAGI1AAAt9AHjAAA=" },
  idempotency: "key",
  onUncertain: "resend",
  send: ({ id, userId }, call) =>
    call.fetch(`${BASE_URL}${mailboxPath(userId, call)}/events/${encodeURIComponent(id)}?$select=${WANTED}`, {
      headers: {
        ...api.authorize(call),
        prefer: 'outlook.timezone="UTC"',
        "idempotency-key": call.reference,
      },
    }),
  result: ({ body }) => {
    const id = nameOf(at(body, "id"));
    return { externalId: id, result: { id, isCancelled: at(body, "isCancelled") === true } };
  },
  retrieves: {
    kind: "records",
    isAnswer: isGone,
    read: ({ id }, answer, now) => {
      if (isGone(answer)) {
        return { records: [{ ...goneAppointment(id), occurredAt: now }] };
      }
      if (nameOf(at(answer.body, "id")) === null) {
        throw new TypeError("Graph's answer is no event.");
      }
      return { records: [appointmentOf(answer.body, id, now)] };
    },
  },
});
