import { describe, expect, it } from "vitest";
import { misusedOptOuts } from "../../../shared/templates/lint.ts";
import { STARTERS } from "../../../shared/templates/starters/index.ts";

describe("words that carriers take for an opt-out", () => {
  it.each([
    ["Reply CANCEL to cancel your booking.", ["CANCEL"]],
    ["Reply CANCEL to cancel this booking, or call us.", ["CANCEL"]],
    ["Text END to finish the course", ["END"]],
    ['Respond with "QUIT" to leave the class', ["QUIT"]],
    ["Send STOP to cancel your appointment", ["STOP"]],
    ["Reply YES to confirm or reply CANCEL to free the slot", ["CANCEL"]],
    ["Reply cancel to cancel this booking", ["cancel"]],
    ["Reply STOP ALL to leave the queue; reply STOP ALL to go home", ["STOP ALL"]],
    ['See you at 9. Text "stop" if you cannot make the appointment', ["stop"]],
    ["Send END for the end of your order, or reply QUIT to leave the queue", ["END", "QUIT"]],
    ["Reply CANCEL to cancel this booking; we send messages about it", ["CANCEL"]],
    ["Antworten Sie mit ABMELDEN, um den Termin abzusagen", ["ABMELDEN"]],
    ["Répondez ARRET pour annuler la commande", ["ARRET"]],
  ])("are found as commands: %s", (text, words) => {
    expect(misusedOptOuts(text)).toEqual(words);
  });

  it.each([
    "Reply STOP to unsubscribe.",
    "Reply STOP to opt out",
    "Reply STOP to cancel",
    "Text STOP to stop receiving messages.",
    "Reply HELP for help, STOP to cancel.",
    "Reply STOP to unsubscribe, HELP for help.",
    "Text STOP to end these messages or HELP for help",
    "Text STOP to end messages about your order",
    "Msg&data rates may apply. Reply STOP to cancel at any time, or HELP for help.",
    "Antworten Sie mit STOP, um keine Nachrichten mehr zu erhalten",
    "Répondez STOP pour vous désabonner",
    "Send cancel requests to the office",
    "Reply C to cancel your booking.",
    "Reply YES to confirm",
    "You may cancel at any time.",
    "We send you the END of the story",
  ])("are left alone where they opt out, or are no command: %s", (text) => {
    expect(misusedOptOuts(text)).toEqual([]);
  });

  it("are in no starter", () => {
    expect(STARTERS.flatMap(({ text }) => misusedOptOuts(text ?? ""))).toEqual([]);
  });
});
