import type { ActionVectors } from "../vectors.ts";
import { accepted, sent, TO } from "./sample-vectors.ts";

const row = (id: string) => ({ id, title: `Row ${id}` });
const button = (id: string) => ({ id, title: id });

/** Of messages that are answered by choosing. */
export const interactiveActions: Readonly<Record<string, ActionVectors>> = {
  "message.send_buttons": {
    requests: [
      {
        title: "puts buttons under the words",
        input: { to: TO, text: "Monday?", header: "Größe", footer: "Acme", buttons: [button("yes")] },
        request: sent({
          type: "interactive",
          interactive: {
            type: "button",
            header: { type: "text", text: "Größe" },
            body: { text: "Monday?" },
            footer: { text: "Acme" },
            action: { buttons: [{ type: "reply", reply: { id: "yes", title: "yes" } }] },
          },
        }),
      },
    ],
    invalid: [
      { title: "no button", input: { to: TO, text: "Hi", buttons: [] }, path: "buttons" },
      {
        title: "four buttons",
        input: { to: TO, text: "Hi", buttons: ["a", "b", "c", "d"].map(button) },
        path: "buttons",
      },
      {
        title: "two buttons that answer alike",
        input: { to: TO, text: "Hi", buttons: ["a", "a"].map(button) },
        path: "buttons",
      },
      {
        title: "21 characters on a button",
        input: { to: TO, text: "Hi", buttons: [{ id: "a", title: "x".repeat(21) }] },
        path: "buttons.0.title",
      },
    ],
    results: [accepted],
  },
  "message.send_list": {
    requests: [
      {
        title: "puts sections behind a button",
        input: {
          to: TO,
          text: "When?",
          button: "Times",
          sections: [
            { title: "Monday", rows: [{ ...row("1"), description: "Dr Lee" }] },
            { title: "Tuesday", rows: [row("2")] },
          ],
        },
        request: sent({
          type: "interactive",
          interactive: {
            type: "list",
            body: { text: "When?" },
            action: {
              button: "Times",
              sections: [
                { title: "Monday", rows: [{ ...row("1"), description: "Dr Lee" }] },
                { title: "Tuesday", rows: [row("2")] },
              ],
            },
          },
        }),
      },
    ],
    invalid: [
      {
        title: "eleven rows in two sections",
        input: {
          to: TO,
          text: "When?",
          button: "Times",
          sections: [
            { title: "A", rows: ["1", "2", "3", "4", "5", "6"].map(row) },
            { title: "B", rows: ["7", "8", "9", "10", "11"].map(row) },
          ],
        },
        path: "sections",
      },
      {
        title: "several sections without titles",
        input: { to: TO, text: "When?", button: "T", sections: [{ rows: [row("1")] }, { rows: [row("2")] }] },
        path: "sections",
      },
      {
        title: "nothing to open it with",
        input: { to: TO, text: "When?", sections: [{ rows: [row("1")] }] },
        path: "button",
      },
    ],
    results: [accepted],
  },
};
