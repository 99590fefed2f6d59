import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isAutomaticMail } from "../../../shared/model/mail-headers.ts";
import { matchMessage, mayAnswer } from "../../../shared/policy/message-rules.ts";

const rule = (...contains: string[]) => ({ channel: "sms" as const, match: { contains } });
const said = (text: string) => ({ channel: "sms" as const, subject: null, text });
const word = fc.stringMatching(/^[a-z]{1,8}$/);

describe("a rule's words", () => {
  it("are found wherever they stand whole, in any case, with any punctuation around them", () => {
    fc.assert(
      fc.property(
        fc.array(word),
        word,
        fc.array(word),
        fc.constantFrom(" ", ", ", "! ", "\n"),
        (before, own, after, gap) => {
          const text = [...before, own.toUpperCase(), ...after].join(gap);
          expect(matchMessage([rule(own)], said(text))).not.toBeNull();
        },
      ),
    );
  });

  it("are not found inside of other words", () => {
    fc.assert(
      fc.property(word, word, (own, more) => {
        expect(matchMessage([rule(own)], said(`${own}${more}`))).toBeNull();
      }),
    );
  });

  it("may be phrases, and have accents or none", () => {
    expect(matchMessage([rule("Größe M")], said("In GROSSE m?"))).toBeNull();
    expect(matchMessage([rule("opening hours")], said("Your opening\nhours?"))).not.toBeNull();
    expect(matchMessage([rule("réservation")], said("Une RESERVATION svp"))).not.toBeNull();
    expect(matchMessage([rule("opening hours")], said("Opening of hours"))).toBeNull();
  });

  it("fit the first of several rules", () => {
    const rules = [rule("price"), rule("open", "hours"), rule("hours")];
    expect(matchMessage(rules, said("Hours"))).toBe(rules[1]);
    expect(matchMessage([{ channel: "email" as const, match: null }], said("Hours"))).toBeNull();
  });
});

describe("what a machine must not answer", () => {
  it.each([
    ["Auto-Submitted", "auto-replied", true],
    ["auto-submitted", "auto-generated (rejected)", true],
    ["Auto-Submitted", "No", false],
    ["Precedence", "Bulk", true],
    ["Precedence", "first-class", false],
    ["List-Post", "<mailto:a@example.com>", true],
    ["Return-Path", "<>", true],
    ["Return-Path", "<ann@example.com>", false],
    ["Content-Type", "multipart/report; report-type=delivery-status", true],
    ["Content-Type", "text/plain", false],
    ["X-Auto-Response-Suppress", "DR, AutoReply", true],
    ["X-Auto-Response-Suppress", "None", false],
    ["X-Autoreply", "yes", true],
    ["Subject", "list-id", false],
  ])("is told by an email's headers: %s: %s", (name, value, expected) => {
    expect(
      isAutomaticMail([
        ["Subject", "Hello"],
        [name, value],
      ]),
    ).toBe(expected);
  });

  it.each([
    ["no-reply@example.com", false],
    ["donotreply+1@example.com", false],
    ["owner-list@example.com", false],
    ["list-request@example.com", false],
    ["replyto@example.com", true],
    ["requests@example.com", true],
  ])("is told by an email's address: %s", (from, expected) => {
    expect(mayAnswer({ channel: "email", from, to: "help@acme.dev", subject: null, text: "Hello" })).toBe(
      expected,
    );
  });

  it("is no plain word where words are no commands", () => {
    const from = { from: "U1", to: "C1", subject: null };
    expect(mayAnswer({ ...from, channel: "slack", text: "yes" })).toBe(true);
    expect(mayAnswer({ ...from, channel: "whatsapp", text: "yes" })).toBe(false);
  });
});
