import { z } from "zod";
import { defineAction } from "../../action.ts";
import { addressing, readMessage, repeatability, replyWindow, sendMessage } from "../client.ts";
import { areDistinct, interactive, words } from "../interactive.ts";

const MAX_ROWS = 10;

const section = z.strictObject({
  title: z.string().min(1).max(24).optional().describe("Needed where there are several sections."),
  rows: z
    .array(
      z.strictObject({
        id: z.string().min(1).max(200).describe("What comes back when it is chosen."),
        title: z.string().min(1).max(24),
        description: z.string().min(1).max(72).optional(),
      }),
    )
    .min(1)
    .max(MAX_ROWS),
});

type Section = z.output<typeof section>;

const rowsOf = (sections: readonly Section[]) => sections.flatMap(({ rows }) => rows);

export const sendList = defineAction({
  description:
    "Sends a text with a list of up to ten answers behind a button, within 24 hours of the last message.",
  docs: "https://developers.facebook.com/docs/whatsapp/cloud-api/messages/interactive-list-messages",
  input: z.strictObject({
    ...addressing,
    ...words,
    button: z.string().min(1).max(20).describe("What opens the list."),
    sections: z
      .array(section)
      .min(1)
      .max(MAX_ROWS)
      .refine((sections) => rowsOf(sections).length <= MAX_ROWS, "may have 10 rows in all")
      .refine((sections) => areDistinct(rowsOf(sections)), "must have rows with different ids")
      .refine(
        (sections) => sections.length === 1 || sections.every(({ title }) => title !== undefined),
        "must each have a title where there are several",
      ),
  }),
  example: {
    to: "+14155550100",
    text: "When would you like to come?",
    button: "Times",
    sections: [
      {
        title: "Monday",
        rows: [
          { id: "mon-0930", title: "9:30" },
          { id: "mon-1400", title: "14:00", description: "With Dr Lee" },
        ],
      },
    ],
  },
  ...repeatability,
  replyWindow,
  send: ({ to, replyTo, button, sections, ...rest }, call) =>
    sendMessage({ to, replyTo }, interactive("list", rest, { button, sections }), call),
  result: readMessage,
});
