import { hmac, newHex, sharedSecret } from "../../keys.ts";
import { encodeForm, encodeText, FORM_TYPE, JSON_TYPE, overlay, textAt } from "../../payload.ts";
import { chooseType, type Draft, type JsonObject, type Sender, toSeconds } from "../../sender.ts";
import { commands, createScene, events, interactions, type Scene } from "./payloads.ts";

const headers = { "user-agent": "Slackbot 1.0 (+https://api.slack.com/robots)" };

type Write = (build: (scene: Scene) => JsonObject, scene: Scene, overrides?: JsonObject) => Draft;

const writeEvent: Write = (build, scene, overrides) => {
  const event = overlay(build(scene), overrides);
  return {
    id: textAt(event, "event_id"),
    contentType: JSON_TYPE,
    body: encodeText(JSON.stringify(event)),
    headers,
  };
};

const writeInteraction: Write = (build, scene, overrides) => {
  const payload = JSON.stringify(overlay(build(scene), overrides));
  return { id: null, contentType: FORM_TYPE, body: encodeForm({ payload }), headers };
};

const writeCommand: Write = (build, scene, overrides) => ({
  id: null,
  contentType: FORM_TYPE,
  body: encodeForm(build(scene), overrides),
  headers,
});

/** Each type with its surface, which decides the form of the body. */
const surfaces: Readonly<Record<string, readonly [Write, (scene: Scene) => JsonObject]>> = Object.fromEntries(
  [
    ...Object.entries(events).map(([type, build]) => [type, [writeEvent, build]] as const),
    ...Object.entries(interactions).map(([type, build]) => [type, [writeInteraction, build]] as const),
    ...Object.entries(commands).map(([type, build]) => [type, [writeCommand, build]] as const),
  ],
);

/** Slack: `v0=<hex>` over `v0:{timestamp}:{body}`. https://docs.slack.dev/authentication/verifying-requests-from-slack */
export const slack: Sender = {
  provider: "slack",
  signingKeyHint: "the app's signing secret, 32 hex digits",
  toleranceSeconds: 300,
  signs: "bytes",
  types: Object.keys(surfaces),
  retryHeaders: { "x-slack-retry-num": "1", "x-slack-retry-reason": "http_timeout" },
  newSecret: () => sharedSecret(newHex(32)),
  make(type, options) {
    const [write, build] = chooseType("slack", surfaces, type);
    return write(build, createScene(options), options.overrides);
  },
  async sign({ body }, signingKey, now) {
    const timestamp = String(toSeconds(now));
    const mac = hmac("sha256", signingKey, [`v0:${timestamp}:`, body]);
    return { "x-slack-request-timestamp": timestamp, "x-slack-signature": `v0=${mac.toString("hex")}` };
  },
};
