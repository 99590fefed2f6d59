import { z } from "zod";
import { emailAddress } from "../../../model/email.ts";
import { at, idOf, nameOf } from "../../../model/read.ts";
import { defineAction } from "../../action.ts";
import { callMethod, readMethod } from "../auth.ts";
import { repeatable, userId } from "../input.ts";

export const findUser = defineAction({
  description: "Finds a person of the workspace by their email address; a message to their id reaches them.",
  docs: "https://docs.slack.dev/reference/methods/users.lookupByEmail",
  input: z.strictObject({ email: emailAddress }),
  example: { email: "jane@example.com" },
  ...repeatable,
  limitClass: "tier3",
  send: ({ email }, call) => readMethod("users.lookupByEmail", { email }, call),
  result: ({ body }) => {
    const user = at(body, "user");
    return {
      externalId: null,
      result: {
        id: idOf(at(user, "id")),
        name: nameOf(at(user, "profile", "real_name")) ?? nameOf(at(user, "name")),
        timeZone: nameOf(at(user, "tz")),
        isActive: at(user, "deleted") !== true,
      },
    };
  },
});

/** A conversation that is open already is answered with as it is. */
export const openConversation = defineAction({
  description: "Opens a direct message with a person, or one with up to eight, and says its channel.",
  docs: "https://docs.slack.dev/reference/methods/conversations.open",
  input: z.strictObject({ users: z.array(userId).min(1).max(8) }),
  example: { users: ["U0EXAMPLE"] },
  ...repeatable,
  limitClass: "tier3",
  send: ({ users }, call) =>
    callMethod("conversations.open", { users: users.join(",") }, call, { isRepeatable: true }),
  result: ({ body }) => {
    const channel = idOf(at(body, "channel", "id"));
    return { externalId: channel, result: { channel } };
  },
});
