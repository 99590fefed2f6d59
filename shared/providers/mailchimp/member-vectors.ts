import type { ActionVectors, OptOutVector, ResultVector } from "../vectors.ts";
import { MEMBER, NOBODY, sent, WHO } from "./sample-vectors.ts";

const ID = "9e26471d35a78862c17e467d87cddedf";

const kept: ResultVector = {
  title: "the member as they are now",
  status: 200,
  body: {
    id: ID,
    contact_id: "c1",
    email_address: "jane@example.com",
    status: "pending",
    tags: [{ id: 1, name: "customer" }],
  },
  result: {
    externalId: ID,
    result: { id: ID, contactId: "c1", status: "pending", tags: ["customer"] },
  },
};

const done = (field: string, status = 204): ResultVector => ({
  title: field,
  status,
  body: status === 204 ? null : {},
  result: { externalId: null, result: { [field]: true } },
});

export const memberActions: Readonly<Record<string, ActionVectors>> = {
  "member.upsert": {
    requests: [
      {
        title: "names the member by the MD5 of the address in lower case, and leaves the consent alone",
        input: { ...WHO, statusIfNew: "pending", mergeFields: { FNAME: "Zoë" }, skipMergeValidation: true },
        request: sent("PUT", `${MEMBER}?skip_merge_validation=true`, {
          email_address: WHO.email,
          status_if_new: "pending",
          merge_fields: { FNAME: "Zoë" },
        }),
      },
      {
        title: "changes the consent where it is said",
        input: {
          ...WHO,
          statusIfNew: "subscribed",
          status: "subscribed",
          language: "pt_BR",
          emailType: "text",
        },
        request: sent("PUT", MEMBER, {
          email_address: WHO.email,
          status_if_new: "subscribed",
          status: "subscribed",
          language: "pt_BR",
          email_type: "text",
        }),
      },
    ],
    invalid: [
      { title: "no word on the consent of who is new", input: WHO, path: "statusIfNew" },
      { title: "no address", input: { ...NOBODY, statusIfNew: "pending" }, path: "email" },
      {
        title: "an audience that leads elsewhere",
        input: { ...WHO, listId: "../campaigns", statusIfNew: "pending" },
        path: "listId",
      },
      {
        title: "a merge field in small letters",
        input: { ...WHO, statusIfNew: "pending", mergeFields: { fname: "Zoë" } },
        path: "mergeFields.fname",
      },
    ],
    results: [kept],
  },
  "member.find": {
    requests: [
      {
        title: "asks for what is shown",
        input: WHO,
        request: sent("GET", `${MEMBER}?fields=id,contact_id,status,tags`),
      },
    ],
    invalid: [{ title: "no address", input: NOBODY, path: "email" }],
    results: [kept],
  },
  "member.unsubscribe": {
    requests: [
      {
        title: "sets the status and nothing else",
        input: WHO,
        request: sent("PATCH", MEMBER, { status: "unsubscribed" }),
      },
    ],
    done: [{ status: 404, body: { title: "Resource Not Found", status: 404, detail: "Not found." } }],
    invalid: [{ title: "no audience", input: { email: WHO.email }, path: "listId" }],
    results: [kept],
  },
  "member.archive": {
    requests: [{ title: "deletes without a body", input: WHO, request: sent("DELETE", MEMBER) }],
    invalid: [{ title: "no address", input: NOBODY, path: "email" }],
    results: [done("archived")],
  },
  "member.tag": {
    requests: [
      {
        title: "gives and takes, without automations",
        input: { ...WHO, add: ["Größe"], remove: ["lead"], silent: true },
        request: sent("POST", `${MEMBER}/tags`, {
          tags: [
            { name: "Größe", status: "active" },
            { name: "lead", status: "inactive" },
          ],
          is_syncing: true,
        }),
      },
    ],
    invalid: [
      { title: "no tag", input: WHO, path: "add" },
      { title: "a tag given and taken", input: { ...WHO, add: ["a"], remove: ["a"] }, path: "remove" },
    ],
    results: [done("tagged")],
  },
  "note.add": {
    requests: [
      {
        title: "has the note",
        input: { ...WHO, note: "Called" },
        request: sent("POST", `${MEMBER}/notes`, { note: "Called" }),
      },
    ],
    invalid: [{ title: "1,001 characters", input: { ...WHO, note: "x".repeat(1_001) }, path: "note" }],
    results: [
      {
        title: "written",
        status: 200,
        body: { id: 42, note: "Called" },
        result: { externalId: "42", result: { id: "42" } },
      },
    ],
  },
  "event.track": {
    requests: [
      {
        title: "has what happened and when",
        input: { ...WHO, name: "booked", properties: { seats: "2" }, occurredAt: "2026-01-01T00:00:00Z" },
        request: sent("POST", `${MEMBER}/events`, {
          name: "booked",
          properties: { seats: "2" },
          occurred_at: "2026-01-01T00:00:00Z",
        }),
      },
    ],
    invalid: [
      { title: "a name of one letter", input: { ...WHO, name: "x" }, path: "name" },
      {
        title: "a property that is no text",
        input: { ...WHO, name: "booked", properties: { seats: 2 } },
        path: "properties.seats",
      },
    ],
    results: [done("tracked")],
  },
};

export const optOuts: readonly OptOutVector[] = [
  {
    channel: "email",
    scope: "marketing",
    address: WHO.email,
    config: { audienceId: WHO.listId },
    tell: { action: "member.unsubscribe", input: WHO },
    takeBack: {
      action: "member.upsert",
      input: { ...WHO, statusIfNew: "pending", status: "pending" },
    },
  },
  { channel: "email", scope: "marketing", address: WHO.email, tell: null, takeBack: null },
];
