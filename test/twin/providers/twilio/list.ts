import type { Call, Route } from "../../api/provider-api.ts";
import type { Schema } from "../../api/schema.ts";
import { textAt } from "../../payload.ts";
import type { JsonObject } from "../../sender.ts";
import { sendMessage } from "./messages.ts";
import { notFound } from "./refusals.ts";

const DEFAULT_PAGE_SIZE = 50;
const text: Schema = { type: "string" };

/** As it stands after a moment: what the twin accepts is delivered. */
function later(message: JsonObject): JsonObject {
  const status = message.status === "scheduled" ? "scheduled" : "delivered";
  const sent = status === "scheduled" ? null : message.date_created;
  return { ...message, status, date_sent: sent, price: sent === null ? null : "-0.00750", price_unit: "USD" };
}

const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** Whether `date_sent` is before (-1), at (0) or after (1) a day, or a moment where the filter names one. */
function compareSent(message: JsonObject, filter: string): number {
  const sent = Date.parse(String(message.date_sent));
  return /^\d{4}-\d\d-\d\d$/.test(filter)
    ? Math.sign(Date.parse(dayOf(sent)) - Date.parse(filter))
    : Math.sign(sent - Date.parse(filter));
}

/** A filter a row, by its parameter. */
const filters: Readonly<Record<string, (message: JsonObject, value: string) => boolean>> = {
  To: (message, value) => message.to === value,
  From: (message, value) => message.from === value,
  DateSent: (message, value) => compareSent(message, value) === 0,
  "DateSent<": (message, value) => compareSent(message, value) <= 0,
  "DateSent>": (message, value) => compareSent(message, value) >= 0,
};

function fits(message: JsonObject, params: JsonObject): boolean {
  return Object.entries(filters).every(([name, filter]) => {
    const value = textAt(params, name);
    return value === null || filter(message, value);
  });
}

/** Those of the account, the newest first. */
function messagesOf({ made, names }: Call): readonly JsonObject[] {
  return made(sendMessage.action)
    .filter(({ account_sid }) => account_sid === names.account)
    .map(later)
    .reverse();
}

function pageUri({ request }: Call, page: number, size: number): string {
  const query = new URLSearchParams(request.query);
  query.set("PageSize", String(size));
  query.set("Page", String(page));
  return `${request.path}?${query}`;
}

/** Read messages. https://www.twilio.com/docs/messaging/api/message-resource#read-multiple-message-resources */
export const listMessages: Route = {
  method: "GET",
  path: sendMessage.path,
  action: "message.list",
  takes: ["query"],
  described: { file: "twilio.api.json", path: "/2010-04-01/Accounts/{AccountSid}/Messages.json" },
  params: {
    type: "object",
    properties: {
      To: text,
      From: text,
      DateSent: text,
      "DateSent<": text,
      "DateSent>": text,
      PageSize: { type: "integer", minimum: 1, maximum: 1000 },
      Page: { type: "integer", minimum: 0 },
      PageToken: text,
    },
  },
  act: (call) => {
    const size = Number(call.params.PageSize ?? DEFAULT_PAGE_SIZE);
    const page = Number(call.params.Page ?? 0);
    const found = messagesOf(call).filter((message) => fits(message, call.params));
    const start = page * size;
    const messages = found.slice(start, start + size);
    const hasNext = start + size < found.length;
    const body = {
      messages,
      page,
      page_size: size,
      start,
      end: start + Math.max(0, messages.length - 1),
      uri: pageUri(call, page, size),
      first_page_uri: pageUri(call, 0, size),
      previous_page_uri: page === 0 ? null : pageUri(call, page - 1, size),
      next_page_uri: hasNext ? pageUri(call, page + 1, size) : null,
    };
    return { answer: { status: 200, body } };
  },
};

/** Fetch a message. https://www.twilio.com/docs/messaging/api/message-resource#fetch-a-message-resource */
export const fetchMessage: Route = {
  method: "GET",
  path: "/2010-04-01/Accounts/{account}/Messages/{sid}.json",
  action: "message.fetch",
  takes: ["query"],
  described: {
    file: "twilio.api.json",
    path: "/2010-04-01/Accounts/{AccountSid}/Messages/{Sid}.json",
  },
  params: { type: "object", properties: {} },
  act: (call) => {
    const body = messagesOf(call).find(({ sid }) => sid === call.names.sid);
    return { answer: body === undefined ? notFound(call.request) : { status: 200, body } };
  },
};
