import { describe, expect, it } from "vitest";
import type { Category, Channel } from "../../../shared/model/channel.ts";
import type { ConsentRecord } from "../../../shared/model/consent.ts";
import type { QuietHours } from "../../../shared/model/organization.ts";
import type { SuppressionReason } from "../../../shared/model/suppression.ts";
import { decideContact } from "../../../shared/policy/consent.ts";
import { lawOf } from "../../../shared/policy/consent-state.ts";
import { isDoubtful, isYes, keywordOf } from "../../../shared/policy/keywords.ts";
import { quietHold } from "../../../shared/policy/quiet-hours.ts";

/** What a word comes to; `pending` says whether an opt-in awaits the person's answer. */
function answerTo(text: string, pending: boolean): string {
  const keyword = keywordOf("sms", text);
  if (keyword !== null) {
    return keyword;
  }
  if (isDoubtful("sms", text)) {
    return "review";
  }
  return isYes(text) && pending ? "opt_in" : "none";
}

describe("words that people send back", () => {
  it.each([
    ["stop", "opt_out"],
    [" Stop. ", "opt_out"],
    ["STOP PLEASE", "opt_out"],
    ["Opt-Out", "opt_out"],
    ["don't stop the music", "review"],
    ["cancel my appointment", "review"],
    ["CANCEL", "opt_out"],
    ["START", "opt_in"],
    ["Help", "help"],
    ["ARRÊT", "opt_out"],
    ["the end of the month works", "none"],
    ...["STOPALL", "STOP ALL", "UNSUBSCRIBE", "END", "QUIT", "REVOKE", "OPTOUT", "OPT OUT", "OPT-OUT"].map(
      (word) => [word, "opt_out"],
    ),
    ...["ARRET", "ARRETE", "ALTO", "PARAR", "BASTA", "NO MAS", "STOPP", "ABMELDEN"].map((word) => [
      word,
      "opt_out",
    ]),
    ...["“Stop”", "stop 🙏", "ｓｔｏｐ", "n o", "stop  texting   me"].map((word) => [
      word,
      word === "n o" ? "none" : "opt_out",
    ]),
    ...["please stop texting me", "remove my number", "stop please"].map((words) => [words, "opt_out"]),
    ...["UNSTOP", "SUBSCRIBE"].map((word) => [word, "opt_in"]),
    ...["INFO", "AIDE", "AYUDA"].map((word) => [word, "help"]),
  ])("%j is %s, asked or not", (text = "", wanted) => {
    expect([answerTo(text, false), answerTo(text, true)]).toEqual([wanted, wanted]);
  });

  it("YES agrees to what was asked, and to nothing else", () => {
    expect([answerTo("YES", false), answerTo("YES", true)]).toEqual(["none", "opt_in"]);
  });
});

const said = (status: ConsentRecord["status"], at: number, more: Partial<ConsentRecord> = {}) =>
  ({
    status,
    at,
    topic: null,
    actor: "subject",
    basis: "consent",
    kind: null,
    isProven: false,
    jurisdiction: null,
    ...more,
  }) as const;
const stopped = (reason: SuppressionReason, since: number) => ({ reason, since });
const day = (date: string) => Date.parse(`${date}T00:00:00Z`);
const inCanada = (kind: "implied_inquiry" | "implied_purchase") =>
  said("granted", day("2026-01-01"), { kind, jurisdiction: "CA" });

interface Vector {
  readonly title: string;
  readonly consents: readonly ConsentRecord[];
  readonly suppression?: { readonly reason: SuppressionReason; readonly since: number };
  readonly channel?: Channel;
  readonly category?: Category;
  readonly now?: number;
  readonly reason: string;
}

const vectors: readonly Vector[] = [
  {
    title: "granted, then withdrawn",
    consents: [said("granted", 1), said("withdrawn", 2)],
    reason: "consent_withdrawn",
  },
  {
    title: "withdrawn, then imported as granted",
    consents: [said("withdrawn", 2), said("granted", 3, { actor: "import" })],
    reason: "consent_withdrawn",
  },
  {
    title: "withdrawn, then granted by the person",
    consents: [said("withdrawn", 2), said("granted", 3)],
    reason: "consent_granted",
  },
  {
    title: "granted and withdrawn at one time",
    consents: [said("granted", 5), said("withdrawn", 5)],
    reason: "consent_withdrawn",
  },
  {
    title: "a hard bounce, of what is transactional",
    consents: [said("granted", 1)],
    suppression: stopped("bounce", 2),
    category: "transactional",
    reason: "suppressed",
  },
  {
    title: "unsubscribed from mail, of what is transactional",
    consents: [said("granted", 1)],
    suppression: stopped("unsubscribe", 2),
    category: "transactional",
    reason: "transactional",
  },
  {
    title: "STOP by SMS, of what is transactional",
    consents: [],
    suppression: stopped("stop", 2),
    channel: "sms",
    category: "transactional",
    reason: "suppressed",
  },
  {
    title: "an inquiry in Canada, six months and a day later",
    consents: [inCanada("implied_inquiry")],
    now: day("2026-07-02"),
    reason: "consent_expired",
  },
  {
    title: "a purchase in Canada, a day before two years",
    consents: [inCanada("implied_purchase")],
    now: day("2027-12-31"),
    reason: "consent_granted",
  },
  {
    title: "asked for in Germany and not confirmed",
    consents: [said("requested", 1, { jurisdiction: "DE" })],
    reason: "consent_pending",
  },
];

describe("whether somebody may be written to", () => {
  it.each(vectors)("$title: $reason", ({ consents, suppression = null, reason, ...asked }) => {
    const { channel = "email", category = "marketing", now = 1_000 } = asked;
    const approach = { channel, category, topic: null, essential: false, now };
    expect(decideContact({ consents, suppression }, approach).reason).toBe(reason);
  });

  const written = [said("granted", 1, { kind: "express_written" })];
  const until = (local: string, quietHours: QuietHours | null) =>
    quietHold(
      { quietHours, timezone: "UTC" },
      {
        channel: "sms",
        category: "marketing",
        essential: false,
        address: "+14155550100",
        timezone: "America/New_York",
        law: lawOf(written, "marketing"),
      },
      Date.parse(`2026-01-15T${local}:00-05:00`),
    );
  const nextMorning = (local: string) => Date.parse(`2026-01-16T${local}:00-05:00`);

  it("waits at nine in the evening, and goes at eight in the morning where the window says so", () => {
    const window = { start: "21:00", end: "08:00" };
    expect(until("21:00", window)).toBe(nextMorning("08:00"));
    expect(until("20:59", window)).toBeNull();
    expect(until("08:00", window)).toBeNull();
    expect(until("07:59", window)).not.toBeNull();
  });

  it("waits from eight to nine by the strictest states where there is no window", () => {
    expect(until("21:00", null)).toBe(nextMorning("09:00"));
    expect(until("20:00", null)).toBe(nextMorning("09:00"));
    expect(until("08:59", null)).not.toBeNull();
    expect(until("09:00", null)).toBeNull();
  });
});
