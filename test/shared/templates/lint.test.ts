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
