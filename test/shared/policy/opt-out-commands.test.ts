import { describe, expect, it } from "vitest";
import { optOutCommands } from "../../../shared/policy/opt-out-commands.ts";

describe("a text that asks for an answer", () => {
  it.each([
    ["Reply CANCEL to cancel this booking.", ["CANCEL"]],
    ['See you at 9. Text "STOP" if you cannot make the appointment', ["STOP"]],
    ["Send END for the end of your order, or reply QUIT to leave the queue", ["END"]],
    ["Antworten Sie mit ABMELDEN, um den Termin abzusagen", ["ABMELDEN"]],
    ["Répondez ARRET pour annuler la commande", ["ARRET"]],
    ["Reply C to cancel this booking", []],
    ["Reply STOP to cancel.", []],
    ["Msg&data rates may apply. Reply STOP to unsubscribe.", []],
    ["Reply HELP for help, STOP to cancel.", []],
    ["Text STOP to end messages about your order", []],
    ["You can cancel the booking online", []],
  ])("gives away no opt-out word as a command: %j", (text, words) => {
    expect(optOutCommands(text)).toEqual(words);
  });
});
