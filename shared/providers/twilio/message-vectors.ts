import type { ActionVectors } from "../vectors.ts";
import { ACCOUNT_SID, ACCOUNT_URL, read } from "./sample-vectors.ts";

const SID = "SM00000000000000000000000000000004";

const sent = {
  sid: SID,
  account_sid: ACCOUNT_SID,
  body: "testing",
  date_created: "Fri, 24 May 2019 17:18:27 +0000",
  date_sent: "Fri, 24 May 2019 17:18:28 +0000",
  error_code: null,
  price: "-0.00750",
  price_unit: "USD",
  status: "delivered",
};
const cost = { externalId: SID, micros: 7_500, currency: "USD", day: "2019-05-24" };

/** Of messages that were sent, by the samples of Twilio's own description. */
const PAGE = `/2010-04-01/Accounts/${ACCOUNT_SID}/Messages.json?DateSent=2019-05-24&PageSize=100`;

export const sentMessages: Readonly<Record<string, ActionVectors>> = {
  "message.retrieve": {
    requests: [
      {
        title: "reads the message",
        input: { messageSid: SID },
        request: read(`${ACCOUNT_URL}/Messages/${SID}.json`),
      },
    ],
    invalid: [
      { title: "a call for a message", input: { messageSid: `CA${"0".repeat(32)}` }, path: "messageSid" },
    ],
    results: [
      {
        title: "delivered, with its price",
        status: 200,
        body: sent,
        result: {
          externalId: null,
          result: { sid: SID, status: "delivered", errorCode: null, price: "-0.00750", priceUnit: "USD" },
        },
        costs: [cost],
      },
      {
        title: "filtered, its price unknown as yet",
        status: 200,
        body: { ...sent, status: "undelivered", error_code: 30_007, price: null },
        result: {
          externalId: null,
          result: { sid: SID, status: "undelivered", errorCode: "30007", price: null, priceUnit: "USD" },
        },
        costs: [],
      },
    ],
  },
  "message_costs.list": {
    retrieved: [
      {
        title: "a page after which the day goes on, where that is wanted",
        input: { day: "2019-05-24", all: true },
        status: 200,
        body: { messages: [sent], next_page_uri: `${PAGE}&Page=1&PageToken=PASM1` },
        retrieved: {
          records: [],
          next: { day: "2019-05-24", all: true, page: { number: 1, token: "PASM1" } },
          goesOn: true,
        },
      },
      {
        title: "a page of one who asks for each",
        input: { day: "2019-05-24" },
        status: 200,
        body: { messages: [sent], next_page_uri: `${PAGE}&Page=1&PageToken=PASM1` },
        retrieved: { records: [] },
      },
      {
        title: "the last page of a day",
        input: { day: "2019-05-24", all: true, page: { number: 1, token: "PASM1" } },
        status: 200,
        body: { messages: [], next_page_uri: null },
        retrieved: { records: [] },
      },
      {
        title: "a page that leads back",
        input: { day: "2019-05-24", all: true, page: { number: 2, token: "PASM2" } },
        status: 200,
        body: { messages: [], next_page_uri: `${PAGE}&Page=2&PageToken=PASM2` },
        retrieved: { records: [], isCut: true },
      },
      {
        title: "the 500th page",
        input: { day: "2019-05-24", all: true, page: { number: 499, token: "PASM499" } },
        status: 200,
        body: { messages: [], next_page_uri: `${PAGE}&Page=500&PageToken=PASM500` },
        retrieved: { records: [], isCut: true },
      },
    ],
    requests: [
      {
        title: "asks for a day",
        input: { day: "2019-05-24" },
        request: read(`${ACCOUNT_URL}/Messages.json?DateSent=2019-05-24&PageSize=100`),
      },
      {
        title: "goes on where the page before ended",
        input: { day: "2019-05-24", page: { number: 1, token: "PASM1" } },
        request: read(`${ACCOUNT_URL}/Messages.json?DateSent=2019-05-24&PageSize=100&Page=1&PageToken=PASM1`),
      },
    ],
    invalid: [
      { title: "a day that is none", input: { day: "2019-02-30" }, path: "day" },
      {
        title: "a token that would be more than one parameter",
        input: { day: "2019-05-24", page: { number: 1, token: "a&To=b" } },
        path: "page.token",
      },
    ],
    results: [
      {
        title: "a page of a day, without its words",
        status: 200,
        body: {
          messages: [sent, { ...sent, sid: `MM${"0".repeat(32)}`, price: null }],
          next_page_uri: `${PAGE}&Page=1&PageToken=PASM1`,
        },
        result: {
          externalId: null,
          result: { messages: 2, priced: 1, next: { number: 1, token: "PASM1" } },
        },
        costs: [cost],
      },
      {
        title: "the last page",
        status: 200,
        body: { messages: [], next_page_uri: null },
        result: { externalId: null, result: { messages: 0, priced: 0, next: null } },
        costs: [],
      },
    ],
  },
};
