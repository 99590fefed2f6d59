import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CHANNELS } from "../../../shared/model/channel.ts";
import { asksToLeave, isDoubtful, keywordOf } from "../../../shared/policy/keywords.ts";

describe("a request to be left alone", () => {
  it.each([
    "stop",
    " Stop. ",
    "STOP!!!",
    "STOP PLEASE",
    "please stop",
    "Please STOP now, thanks",
    "pls stop",
    "stop all",
    "Stop all messages",
    "Stop calling",
    "stop texting me",
    "please stop texting me",
    "Stop sending me these",
    "Stop with the messages",
    "can you stop texting me please",
    "I want to stop receiving these texts",
    "please unsubscribe",
    "Unsubscribe me",
    "I would like to unsubscribe",
    "I'd like to opt out",
    "unsubscribe from this list",
    "Opt-Out",
    "please opt me out",
    "revoke my consent",
    "remove my number",
    "take me off your list",
    "Don't text me again!",
    "do not contact this number",
    "no more",
    "No more texts please",
    "leave me alone",
    "Arrêt",
    "no más",
    "No más mensajes, por favor",
    "STOP STOP stop!",
    "ABMELDEN",
  ])("is one by any reasonable means: %j", (text) => {
    expect(keywordOf("sms", text)).toBe("opt_out");
  });

  it.each([
    "don't stop the music",
    "Stop by on Monday",
    "The bus stop is closed",
    "the end",
    "the end of the month works",
    "cancel my appointment",
    "please cancel my appointment",
    "can you call me now",
    "when do you stop serving lunch?",
    "no more questions",
    "please remove the red one",
    "YES",
    "please start",
    "thanks",
    "",
  ])("is none in a sentence of something else: %j", (text) => {
    expect(keywordOf("sms", text)).toBeNull();
  });

  it.each([
    ["START", "opt_in"],
    ["unstop", "opt_in"],
    ["Help", "help"],
    ["info?", "help"],
  ])("is not the only word that means something: %j is %s", (text, keyword) => {
    expect(keywordOf("whatsapp", text)).toBe(keyword);
  });

  it.each([
    ["don't stop the music", true],
    ["cancel my appointment", true],
    ["Ich möchte mich abmelden bitte", true],
    ["quiero parar los mensajes", true],
    ["ya no más publicidad", true],
    ["the end of the month works", false],
    ["YES", false],
    ["thanks", false],
  ])("may be one in a sentence, for a person to tell: %j %j", (text, doubtful) => {
    expect(isDoubtful("sms", text)).toBe(doubtful);
    expect(isDoubtful("email", text)).toBe(false);
  });

  it("is one on channels alone where words mean that", () => {
    expect(CHANNELS.filter((channel) => keywordOf(channel, "STOP") !== null)).toEqual(["sms", "whatsapp"]);
    expect(keywordOf("sms", null)).toBeNull();
  });

  it("is read from any text in time that grows with its length alone", () => {
    const word = fc.constantFrom(
      "please ",
      "stop ",
      "the ",
      "i want to ",
      "now ",
      "messages ",
      "é",
      "\u0301",
      "😀",
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 5_000 }), (words) => {
        expect([null, "opt_out"]).toContain(keywordOf("sms", words.join("")));
      }),
    );
  });
});

describe("a plain request on a channel without commands", () => {
  it.each([
    ["email", "Unsubscribe", true],
    ["email", "STOP\n\nOn Mon, 5 Jan 2026 Acme <a@acme.dev>\nwrote:\n> Hello", true],
    ["email", "Hi,\n\nplease stop emailing me.\n\nAnn", true],
    ["email", "  \n", true],
    ["email", "Can I cancel my appointment?", false],
    ["email", "Thanks!\n> Reply STOP to unsubscribe.\n\nUnsubscribe", false],
    ["email", "Hi,\n\nsee below.\n\nUnsubscribe", false],
    ["instagram", "stop messaging me", true],
    ["instagram", "Don't stop", false],
    ["slack", "stop", false],
    ["sms", "stop", false],
  ] as const)("is found by its own words: %s %j", (channel, text, leaves) => {
    expect(asksToLeave({ channel, subject: "Unsubscribe", text })).toBe(leaves);
  });
});
