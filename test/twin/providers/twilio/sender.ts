import { createHash } from "node:crypto";
import { hmac, newHex, sharedSecret } from "../../keys.ts";
import { encodeForm, encodeText, FORM_TYPE, isForm, JSON_TYPE, overlay, textAt } from "../../payload.ts";
import { chooseType, type Sender } from "../../sender.ts";
import { callbacks, createScene, streamEvents } from "./payloads.ts";

/** Every parameter by name, each value once, names and values without separators. */
function sortedForm(body: Uint8Array): string {
  const form = new URLSearchParams(new TextDecoder().decode(body));
  const names = [...new Set(form.keys())].sort();
  return names
    .flatMap((name) => [...new Set(form.getAll(name))].sort().map((value) => name + value))
    .join("");
}

/**
 * Twilio: HMAC-SHA1 over the registered URL (without its fragment) and the sorted form parameters; for JSON the URL
 * carries the body's hash. https://www.twilio.com/docs/usage/security#validating-requests
 */
export const twilio: Sender = {
  provider: "twilio",
  signingKeyHint: "the account's auth token, 32 hex digits",
  toleranceSeconds: null,
  signs: "fields",
  types: [...Object.keys(callbacks), ...Object.keys(streamEvents)],
  newSecret: () => sharedSecret(newHex(32)),
  make(type, options) {
    const build = chooseType("twilio", { ...callbacks, ...streamEvents }, type);
    const scene = createScene(options);
    const token = { "i-twilio-idempotency-token": scene.uuid };
    if (Object.hasOwn(streamEvents, type)) {
      const event = overlay(build(scene), options.overrides);
      return {
        id: textAt(event, "id"),
        contentType: JSON_TYPE,
        body: encodeText(JSON.stringify([event])),
        headers: { "user-agent": "TwilioProxy/1.1", ...token },
      };
    }
    return {
      id: scene.uuid,
      contentType: `${FORM_TYPE}; charset=UTF-8`,
      body: encodeForm(build(scene), options.overrides),
      headers: { "user-agent": "TwilioProxy/1.1", ...token },
    };
  },
  target(url, body, contentType) {
    if (isForm(contentType)) {
      return url;
    }
    const target = new URL(url);
    target.searchParams.set("bodySHA256", createHash("sha256").update(body).digest("hex"));
    return target.href;
  },
  async sign({ url, body, headers }, signingKey) {
    const signedUrl = url.replace(/#.*$/, "");
    const parameters = isForm(headers["content-type"] ?? "") ? sortedForm(body) : "";
    return { "x-twilio-signature": hmac("sha1", signingKey, [signedUrl, parameters]).toString("base64") };
  },
};
