import { at, nameOf } from "../../model/read.ts";
import { defineLimits } from "../define.ts";

/**
 * Counted by method, workspace and app. Methods of one tier share its window here though each has one of its own: few make
 * enough calls to notice. https://docs.slack.dev/apis/web-api/rate-limits
 */
export const limits = defineLimits({
  windows: [],
  classes: {
    // "several hundred messages a minute" in a workspace: no figure is published, this one is ours
    post: {
      windows: [{ limit: 200, perSeconds: 60 }],
      calls: [{ path: /^\/chat\.postMessage$/ }],
    },
    tier1: {
      windows: [{ limit: 1, perSeconds: 60 }],
      calls: [{ path: /^\/conversations\.(?:history|replies)$/ }],
    },
    tier3: {
      windows: [{ limit: 50, perSeconds: 60 }],
      calls: [
        {
          path: /^\/(?:chat\.(?:update|delete|scheduleMessage)|users\.(?:info|lookupByEmail)|conversations\.info)$/,
        },
      ],
    },
    tier4: {
      windows: [{ limit: 100, perSeconds: 60 }],
      calls: [
        { path: /^\/(?:auth\.test|chat\.postEphemeral|users\.profile\.get|views\.(?:open|publish|update))$/ },
      ],
    },
    tier2: { windows: [{ limit: 20, perSeconds: 60 }] },
  },
  otherClass: "tier2",
  keyed: {
    // a message a second in a channel; longer bursts are refused, shorter ones are not promised
    channel: {
      limit: 1,
      perSeconds: 1,
      keyOf: ({ action, input, config, credentials }) =>
        action === "message.post"
          ? (nameOf(at(input, "channel")) ??
            nameOf(config.defaultChannelId) ??
            credentials.defaultChannelId ??
            null)
          : null,
    },
  },
  scope: "account",
});
