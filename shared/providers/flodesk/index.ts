import { defineProvider } from "../define.ts";
import {
  createCustomField,
  createSegment,
  enrolInWorkflow,
  listCustomFields,
  listSegments,
  listWorkflows,
  removeFromWorkflow,
} from "./actions/account.ts";
import {
  addToSegments,
  findSubscriber,
  removeFromSegments,
  unsubscribeSubscriber,
  upsertSubscriber,
} from "./actions/subscribers.ts";
import { api, auth, BASE_URL, connection } from "./auth.ts";
import { classify } from "./classify.ts";
import { optOuts } from "./opt-outs.ts";
import { webhook } from "./webhook.ts";

/** Flodesk: subscribers, segments, workflows. https://developers.flodesk.com */
export const flodesk = defineProvider({
  id: "flodesk",
  name: "Flodesk",
  categories: ["marketing"],
  docs: "https://developers.flodesk.com",
  auth,
  baseUrl: BASE_URL,
  limits: {
    windows: [{ limit: 100, perSeconds: 60 }],
    classes: {
      batch: {
        windows: [{ limit: 20, perSeconds: 60 }],
        calls: [{ methods: ["POST"], path: /^\/subscribers\/batch$/ }],
      },
    },
    scope: "account",
    headers: { limit: "x-fd-ratelimit-limit", remaining: "x-fd-ratelimit-remaining", perSeconds: 60 },
  },
  connection,
  api,
  actions: {
    "custom_field.create": createCustomField,
    "custom_fields.list": listCustomFields,
    "segment.create": createSegment,
    "segments.list": listSegments,
    "subscriber.add_to_segments": addToSegments,
    "subscriber.find": findSubscriber,
    "subscriber.remove_from_segments": removeFromSegments,
    "subscriber.unsubscribe": unsubscribeSubscriber,
    "subscriber.upsert": upsertSubscriber,
    "workflow.enrol": enrolInWorkflow,
    "workflow.remove": removeFromWorkflow,
    "workflows.list": listWorkflows,
  },
  optOuts: { email: optOuts },
  classify,
  webhook,
});
