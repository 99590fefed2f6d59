import { createIds, type Ids, type Person, pickPerson } from "../../ids.ts";
import { type JsonObject, type MakeOptions, toSeconds } from "../../sender.ts";

const TEAM = { id: "T0CAFECREME", domain: "cafe-creme" };
const APP_ID = "A0CAUSEWAY1";
const CHANNEL = { id: "C0BESTELLEN", name: "bestellungen" };
const BOT_USER = "U0CAUSEWAYB";
/** Slack still sends its retired verification token; receivers ignore it. */
const RETIRED_TOKEN = "retiredVerificationToken";

/** Who and when of one request. */
export interface Scene {
  readonly ids: Ids;
  readonly person: Person;
  readonly userId: string;
  /** Unix seconds. */
  readonly time: number;
  /** Slack's message time stamp: Unix seconds with six decimals, unique in a channel. */
  readonly ts: string;
}

export function createScene({ now, sequence }: MakeOptions): Scene {
  const ids = createIds("slack", now, sequence);
  const time = toSeconds(now);
  return {
    ids,
    person: pickPerson(ids),
    userId: `U0${ids.upper("user", 9)}`,
    time,
    ts: `${time}.${ids.number("ts", 6)}`,
  };
}

const callback = (scene: Scene, event: JsonObject): JsonObject => ({
  token: RETIRED_TOKEN,
  team_id: TEAM.id,
  context_team_id: TEAM.id,
  api_app_id: APP_ID,
  event: { ...event, event_ts: scene.ts },
  type: "event_callback",
  event_id: `Ev0${scene.ids.upper("event", 9)}`,
  event_time: scene.time,
  authorizations: [
    { enterprise_id: null, team_id: TEAM.id, user_id: BOT_USER, is_bot: true, is_enterprise_install: false },
  ],
  is_ext_shared_channel: false,
  event_context: `4-${scene.ids.base62("context", 60)}`,
});

const message = (scene: Scene, changes: JsonObject): JsonObject =>
  callback(scene, {
    type: "message",
    user: scene.userId,
    text: `Grüße aus ${scene.person.city}! Ist Tisch 4 noch frei? ☕`,
    ts: scene.ts,
    client_msg_id: scene.ids.uuid("message"),
    team: TEAM.id,
    channel: CHANNEL.id,
    channel_type: "channel",
    ...changes,
  });

/** Bodies of the Events API, JSON. https://docs.slack.dev/apis/events-api */
export const events: Readonly<Record<string, (scene: Scene) => JsonObject>> = {
  message: (scene) => message(scene, {}),
  app_mention: (scene) =>
    message(scene, { type: "app_mention", text: `<@${BOT_USER}> Übersicht für heute, bitte` }),
  app_uninstalled: (scene) => callback(scene, { type: "app_uninstalled" }),
  url_verification: (scene) => ({
    token: RETIRED_TOKEN,
    challenge: `3eZ${scene.ids.base62("challenge", 49)}`,
    type: "url_verification",
  }),
};

function blockActions(scene: Scene): JsonObject {
  const { ids, person, userId, ts } = scene;
  const approval = `appr_${ids.base62("approval", 26)}`;
  return {
    type: "block_actions",
    user: { id: userId, username: person.handle, name: person.handle, team_id: TEAM.id },
    api_app_id: APP_ID,
    token: RETIRED_TOKEN,
    container: { type: "message", message_ts: ts, channel_id: CHANNEL.id, is_ephemeral: false },
    trigger_id: `${ids.number("trigger", 13)}.${ids.number("trigger team", 12)}.${ids.hex("trigger", 32)}`,
    team: TEAM,
    enterprise: null,
    is_enterprise_install: false,
    channel: CHANNEL,
    message: { type: "message", user: BOT_USER, ts, text: `Freigabe für ${person.name}` },
    state: { values: {} },
    response_url: `https://hooks.slack.com/actions/${TEAM.id}/${ids.number("url", 13)}/${ids.base62("url", 24)}`,
    actions: [
      {
        type: "button",
        action_id: "approval_approve",
        block_id: approval,
        text: { type: "plain_text", text: "Approve", emoji: true },
        value: approval,
        style: "primary",
        action_ts: `${scene.time}.${ids.number("action", 6)}`,
      },
    ],
  };
}

/** Interactions: JSON in the form field `payload`. https://docs.slack.dev/interactivity/handling-user-interaction */
export const interactions: Readonly<Record<string, (scene: Scene) => JsonObject>> = {
  block_actions: blockActions,
};

/** Slash commands: form fields. https://docs.slack.dev/interactivity/implementing-slash-commands */
export const commands: Readonly<Record<string, (scene: Scene) => JsonObject>> = {
  slash_command: ({ ids, person, userId }) => ({
    token: RETIRED_TOKEN,
    team_id: TEAM.id,
    team_domain: TEAM.domain,
    channel_id: CHANNEL.id,
    channel_name: CHANNEL.name,
    user_id: userId,
    user_name: person.handle,
    command: "/bestellung",
    text: `Espresso für ${person.name}`,
    api_app_id: APP_ID,
    is_enterprise_install: "false",
    response_url: `https://hooks.slack.com/commands/${TEAM.id}/${ids.number("url", 13)}/${ids.base62("url", 24)}`,
    trigger_id: `${ids.number("trigger", 13)}.${ids.number("trigger team", 12)}.${ids.hex("trigger", 32)}`,
  }),
};
