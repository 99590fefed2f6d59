import { hmac, newHex, sharedSecret } from "../../keys.ts";
import { encodeText, JSON_TYPE, overlay } from "../../payload.ts";
import { chooseType, type Sender } from "../../sender.ts";
import { createScene, HOOK_ID, payloads, REPOSITORY_ID } from "./payloads.ts";

/** GitHub: `sha256=<hex>` over the body. https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries */
export const github: Sender = {
  provider: "github",
  signingKeyHint: "the webhook's secret, any text",
  toleranceSeconds: null,
  signs: "bytes",
  types: Object.keys(payloads),
  newSecret: () => sharedSecret(newHex(40)),
  make(type, options) {
    const build = chooseType("github", payloads, type);
    const scene = createScene(options);
    const delivery = scene.ids.uuid("delivery");
    return {
      id: delivery,
      contentType: JSON_TYPE,
      body: encodeText(JSON.stringify(overlay(build(scene), options.overrides))),
      headers: {
        "user-agent": "GitHub-Hookshot/044aadd",
        "x-github-delivery": delivery,
        "x-github-event": type.split(".", 1).join(),
        "x-github-hook-id": String(HOOK_ID),
        "x-github-hook-installation-target-id": String(REPOSITORY_ID),
        "x-github-hook-installation-target-type": "repository",
      },
    };
  },
  async sign({ body }, signingKey) {
    return {
      "x-hub-signature": `sha1=${hmac("sha1", signingKey, [body]).toString("hex")}`,
      "x-hub-signature-256": `sha256=${hmac("sha256", signingKey, [body]).toString("hex")}`,
    };
  },
};
