import type {
  Answer,
  ApiRequest,
  Call,
  Caller,
  HeaderContext,
  ProviderApi,
  Route,
} from "../../api/provider-api.ts";
import type { Schema } from "../../api/schema.ts";
import { createIds } from "../../ids.ts";
import { isJsonObject } from "../../payload.ts";
import type { HeaderFields } from "../../sender.ts";
import { emailOf, refusal, refusals, refusedEntries } from "./refusals.ts";

const REVISION = /^\d{4}-\d{2}-\d{2}$/;

function identify({ headers }: ApiRequest): Caller | Answer {
  if (!REVISION.test(headers.get("revision") ?? "")) {
    return refusal(400, { code: "invalid", detail: "The request is missing a revision header." });
  }
  const [, key = ""] =
    /^(?:Klaviyo-API-Key pk_|Bearer )(\S+)$/.exec(headers.get("authorization") ?? "") ?? [];
  return key === "" || key.includes("invalid")
    ? refusal(401, { code: "authentication_failed", detail: "Incorrect authentication credentials." })
    : { account: createIds(`klaviyo ${key}`, 0, 0).hex("account", 6), credential: key };
}

const text: Schema = { type: "string" };
const any: Schema = { type: "object", additionalProperties: true };
const object = (properties: Record<string, Schema>, required = Object.keys(properties)): Schema => ({
  type: "object",
  required,
  properties,
});
const list = (items: Schema, maxItems: number): Schema => ({ type: "array", items, minItems: 1, maxItems });
const typed = (type: string, more: Record<string, Schema>, required: readonly string[]): Schema =>
  object({ type: { type: "string", enum: [type] }, ...more }, ["type", ...required]);

const profile = (max: number): Schema =>
  object({
    data: list(
      typed("profile", { attributes: object({ email: text, phone_number: text, subscriptions: any }, []) }, [
        "attributes",
      ]),
      max,
    ),
  });

const listOf = (value: unknown, name: string): readonly unknown[] => {
  const inner = isJsonObject(value) ? value[name] : undefined;
  return isJsonObject(inner) && Array.isArray(inner.data) ? inner.data : [];
};

const attributesOf = ({ params }: Call): unknown =>
  isJsonObject(params.data) ? params.data.attributes : undefined;

const accepted: Answer = { status: 202, body: "" };

/** One job of Klaviyo's for many profiles: all of them are taken, or none. */
function profileJob(path: string, type: string, max: number): Route {
  const profilesOf = (call: Call) => listOf(attributesOf(call), "profiles");
  return {
    method: "POST",
    path: `/api/${path}`,
    action: path,
    takes: ["json"],
    params: object({
      data: typed(
        type,
        {
          attributes: object(
            { profiles: profile(max), custom_source: text, historical_import: { type: "boolean" } },
            ["profiles"],
          ),
          relationships: any,
        },
        ["attributes"],
      ),
    }),
    check: (call) => {
      const faults = refusedEntries("/data/attributes/profiles/data", profilesOf(call), emailOf);
      return faults.length === 0 ? null : refusal(400, ...faults);
    },
    act: (call) => ({
      answer: accepted,
      madeMany: profilesOf(call)
        .filter(isJsonObject)
        .map((one, index) => ({ id: call.ids.hex(`profile ${index}`, 26), object: one, params: one })),
    }),
  };
}

/** Prove a key. https://developers.klaviyo.com/en/reference/get_accounts */
const getAccounts: Route = {
  method: "GET",
  path: "/api/accounts",
  action: "account.list",
  takes: ["query"],
  params: { type: "object", additionalProperties: true },
  act: ({ account }) => {
    const attributes = {
      contact_information: { organization_name: "Café Crème" },
      timezone: "Europe/Berlin",
    };
    return { answer: { status: 200, body: { data: [{ type: "account", id: account, attributes }] } } };
  },
};

const event: Schema = typed("event", { attributes: any }, ["attributes"]);

/** https://developers.klaviyo.com/en/reference/create_event */
const createEvent: Route = {
  method: "POST",
  path: "/api/events",
  action: "event.create",
  takes: ["json"],
  params: object({ data: event }),
  act: (call) => {
    const made = isJsonObject(call.params.data) ? call.params.data : {};
    return { answer: accepted, made: { id: call.ids.hex("event", 26), object: made } };
  },
};

/** https://developers.klaviyo.com/en/reference/bulk_create_events */
const createEvents: Route = {
  method: "POST",
  path: "/api/event-bulk-create-jobs",
  action: "event.create",
  takes: ["json"],
  params: object({
    data: typed(
      "event-bulk-create-job",
      {
        attributes: object({
          "events-bulk-create": object({
            data: list(
              typed(
                "event-bulk-create",
                { attributes: object({ profile: any, events: object({ data: list(event, 1_000) }) }) },
                ["attributes"],
              ),
              1_000,
            ),
          }),
        }),
      },
      ["attributes"],
    ),
  }),
  act: (call) => ({
    answer: accepted,
    madeMany: listOf(attributesOf(call), "events-bulk-create")
      .filter(isJsonObject)
      .map((one, index) => ({ id: call.ids.hex(`event ${index}`, 26), object: one, params: one })),
  }),
};

/** https://developers.klaviyo.com/en/docs/rate_limits_and_error_handling */
const headers = ({ standing }: HeaderContext): HeaderFields => ({
  "content-type": "application/vnd.api+json",
  ...(standing === null
    ? {}
    : {
        "ratelimit-limit": String(standing.limit),
        "ratelimit-remaining": String(standing.remaining),
        "ratelimit-reset": String(standing.resetSeconds),
      }),
});

/** Klaviyo: subscriptions, suppressions and events, one and many. https://developers.klaviyo.com/en/reference/api_overview */
export const klaviyoApi: ProviderApi = {
  provider: "klaviyo",
  origin: "https://a.klaviyo.com",
  hints: [
    "any key pk_…; one with `invalid` in it is refused",
    "profiles at refused.example are refused by their place, and with them the whole request",
  ],
  identify,
  routes: [
    getAccounts,
    createEvent,
    createEvents,
    profileJob("profile-subscription-bulk-create-jobs", "profile-subscription-bulk-create-job", 1_000),
    profileJob("profile-subscription-bulk-delete-jobs", "profile-subscription-bulk-delete-job", 100),
    profileJob("profile-suppression-bulk-create-jobs", "profile-suppression-bulk-create-job", 100),
  ],
  refuse: refusals,
  headers,
};
