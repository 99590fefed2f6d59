import { z } from "zod";
import { currencyOf, dayOf, type MessageCost, microsOf } from "../../../model/cost.ts";
import { at, dateToMs, idOf, itemsAt, nameOf, textOf } from "../../../model/read.ts";
import { defineAction } from "../../action.ts";
import type { CostReading } from "../../define.ts";
import { accountUrl } from "../auth.ts";
import { repeatable } from "../input.ts";
import { get } from "../request.ts";

/** An answer is read up to 1 MB; a message is one or two thousand bytes of it, ten where every character is escaped. */
const PAGE_SIZE = 100;

/** Of a day that is gone through by itself: so many jobs at most. */
const MAX_PAGES = 500;

/** What Twilio took for a message; its `price` is what it added to the balance, and null until it is known. */
function costOf(message: unknown): readonly MessageCost[] {
  const externalId = idOf(at(message, "sid"));
  const price = microsOf(nameOf(at(message, "price")));
  const currency = currencyOf(nameOf(at(message, "price_unit")));
  const sentAt = dateToMs(at(message, "date_sent")) ?? dateToMs(at(message, "date_created"));
  return externalId === null || price === null || currency === null || sentAt === null
    ? []
    : [{ externalId, micros: 0 - price, currency, day: dayOf(sentAt) }];
}

function summaryOf(message: unknown) {
  return {
    sid: idOf(at(message, "sid")),
    status: nameOf(at(message, "status")),
    errorCode: idOf(at(message, "error_code")),
    price: nameOf(at(message, "price")),
    priceUnit: nameOf(at(message, "price_unit")),
  };
}

export const retrieveMessage = defineAction({
  description: "Gets what became of a message and what it cost, which the job that sent it then shows.",
  docs: "https://www.twilio.com/docs/messaging/api/message-resource#fetch-a-message-resource",
  input: z.strictObject({
    messageSid: z.string().regex(/^(SM|MM)[0-9a-fA-F]{32}$/, "must be a message, SM… or MM…"),
  }),
  example: { messageSid: "SM00000000000000000000000000000000" },
  ...repeatable,
  send: ({ messageSid }, call) => get(call, accountUrl(call, `/Messages/${messageSid}.json`)),
  result: ({ body }) => ({ externalId: null, result: summaryOf(body) }),
  costs: ({ body }) => costOf(body),
});

/** The words stay at Twilio: what is wanted of a day's messages is what they cost. */
export const listMessageCosts = defineAction({
  description: "Goes through a day's messages of the account for what they cost, page by page.",
  docs: "https://www.twilio.com/docs/messaging/api/message-resource#read-multiple-message-resources",
  input: z.strictObject({
    day: z.iso.date().describe("In UTC. Some prices come a day later."),
    page: z
      .strictObject({ number: z.int().min(1).max(100_000), token: z.string().regex(/^[\w-]{1,255}$/) })
      .optional()
      .describe("The `next` of the page before."),
    all: z.boolean().optional().describe("Goes on with the next page by itself, a job each."),
  }),
  example: { day: "2026-07-01" },
  ...repeatable,
  send: ({ day, page }, call) => {
    const query = new URLSearchParams({ DateSent: day, PageSize: String(PAGE_SIZE) });
    if (page !== undefined) {
      query.set("Page", String(page.number));
      query.set("PageToken", page.token);
    }
    return get(call, accountUrl(call, `/Messages.json?${query}`));
  },
  result: ({ body }) => {
    const messages = itemsAt(body, "messages");
    return {
      externalId: null,
      result: {
        messages: messages.length,
        priced: messages.flatMap(costOf).length,
        next: nextOf(at(body, "next_page_uri")),
      },
    };
  },
  costs: ({ body }) => itemsAt(body, "messages").flatMap(costOf),
  retrieves: {
    kind: "records",
    isAnswer: () => false,
    read: ({ day, all, page }, { body }) => {
      const next = all === true ? nextOf(at(body, "next_page_uri")) : null;
      if (next === null) {
        return { records: [] };
      }
      return next.number < MAX_PAGES && next.number > (page?.number ?? 0)
        ? { records: [], next: { day, all, page: next }, goesOn: true }
        : { records: [], isCut: true };
    },
  },
});

/**
 * Every day's messages once, and again when the last prices have come: "up to 24 hours in rare cases".
 * https://help.twilio.com/articles/46871410243099
 */
export const costReading: CostReading = {
  action: "message_costs.list",
  input: (day) => ({ day, all: true }),
  settledAfterDays: 2,
};

/** `/2010-04-01/…?…&Page=1&PageToken=PASM…`, or null on the last page. */
function nextOf(uri: unknown): { readonly number: number; readonly token: string } | null {
  const { searchParams = new URLSearchParams() } =
    URL.parse(textOf(uri) ?? "", "https://api.twilio.com") ?? {};
  const number = Number(searchParams.get("Page"));
  const token = searchParams.get("PageToken");
  return token === null || token === "" || !Number.isInteger(number) || number < 1 ? null : { number, token };
}
