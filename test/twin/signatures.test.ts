import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { encodeText, FORM_TYPE, JSON_TYPE } from "./payload.ts";
import { custom } from "./providers/custom/sender.ts";
import { github } from "./providers/github/sender.ts";
import { resend } from "./providers/resend/sender.ts";
import { sendgrid } from "./providers/sendgrid/sender.ts";
import { slack } from "./providers/slack/sender.ts";
import { stripe } from "./providers/stripe/sender.ts";
import { twilio } from "./providers/twilio/sender.ts";
import type { HeaderFields, UnsignedRequest } from "./sender.ts";
import { holds } from "./support/checks.ts";

const NOW = 1_767_225_600_000;
const EVENT = '{"id":"evt_1","type":"test.event","data":{"n":1,"name":"Zoë"}}';

function request(
  body: string,
  headers: HeaderFields = {},
  url = "https://hooks.example.com/x",
): UnsignedRequest {
  return { url, headers, body: encodeText(body) };
}

describe("stripe", () => {
  it("signs the vector of Stripe's own library, the mark whsec_ being a part of the key", async () => {
    expect(await stripe.sign(request(EVENT), "whsec_test_secret_0123456789abcdef", NOW)).toEqual({
      "stripe-signature": "t=1767225600,v1=2d27840d0b769af86f020c5f1c4927264581798e8c5d4aac06eb3a76c7cfc763",
    });
  });

  it("refuses to sign what is not UTF-8", async () => {
    const broken = { ...request(EVENT), body: Uint8Array.of(0x7b, 0xff, 0x7d) };
    await expect(stripe.sign(broken, "whsec_x", NOW)).rejects.toThrow("must be UTF-8");
  });
});

describe("github", () => {
  it("signs the vector that GitHub documents", async () => {
    const headers = await github.sign(request("Hello, World!"), "It's a Secret to Everybody", NOW);
    expect(headers["x-hub-signature-256"]).toBe(
      "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17",
    );
  });
});

describe("slack", () => {
  it("signs the slash command that Slack documents", async () => {
    const body =
      "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";
    expect(await slack.sign(request(body), "8f742231b10e8888abcd99yyyzzz85a5", 1_531_420_618_999)).toEqual({
      "x-slack-request-timestamp": "1531420618",
      "x-slack-signature": "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
    });
  });

  it("signs the UTF-8 bytes of a JSON body", async () => {
    const headers = await slack.sign(request(EVENT), "test_secret", NOW);
    expect(headers["x-slack-signature"]).toBe(
      "v0=e96e46d0ed9b982cc692f7993a862abadebd6a5cecaa0e9e986ae889674c6e0a",
    );
  });
});

describe("twilio", () => {
  const form = { "content-type": FORM_TYPE };
  const token = "0123456789abcdef0123456789abcdef";
  const url = "https://hooks.example.com/v1/webhooks/twilio/conn_123";

  it.each([
    {
      what: "the example that Twilio documents",
      key: "12345",
      url: "https://mycompany.com/myapp.php?foo=1&bar=2",
      body: "CallSid=CA1234567890ABCDE&Caller=%2B14158675309&Digits=1234&From=%2B14158675309&To=%2B18005551212",
      signature: "RSOYDt4T1cUTdK1PDd93/VVr8B8=",
    },
    {
      what: "a parameter without a value",
      key: token,
      url: `${url}?kind=status`,
      body: "AccountSid=AC00000000000000000000000000000001&ApiVersion=2010-04-01&From=%2B15005550006&MessageSid=SM00000000000000000000000000000001&MessageStatus=delivered&MessagingServiceSid=&SmsSid=SM00000000000000000000000000000001&SmsStatus=delivered&To=%2B14155552671",
      signature: "GixuhSnIIz/ibc22+DUZ+GMYNiQ=",
    },
    {
      what: "decoded values, not escapes",
      key: token,
      url,
      body: "Body=STOP+caf%C3%A9+%F0%9F%98%80&From=%2B14155552671&MessageSid=SM00000000000000000000000000000002&NumMedia=0&To=%2B15005550006",
      signature: "sJl+p49uQxfiC3D2deLM18ugC4o=",
    },
    {
      what: "each value of a repeated parameter once",
      key: token,
      url,
      body: "MediaUrl=b&MediaUrl=a&MediaUrl=b&To=x",
      signature: "w/BNZLYPnEG1IIiDjP5h6isj0o4=",
    },
  ])("signs $what", async ({ key, url: signedUrl, body, signature }) => {
    expect(await twilio.sign(request(body, form, signedUrl), key, NOW)).toEqual({
      "x-twilio-signature": signature,
    });
  });

  it("leaves the fragment of the URL unsigned", async () => {
    const plain = await twilio.sign(request("To=x", form, url), token, NOW);
    expect(await twilio.sign(request("To=x", form, `${url}#rc=3&rp=all`), token, NOW)).toEqual(plain);
  });

  it("signs a JSON body through its hash in the URL", async () => {
    const body = '{"id":"evt_1","type":"com.twilio.test"}';
    const target = twilio.target?.(url, encodeText(body), JSON_TYPE, token) ?? "";
    expect(target).toBe(`${url}?bodySHA256=${createHash("sha256").update(body).digest("hex")}`);
    expect(await twilio.sign(request(body, { "content-type": JSON_TYPE }, target), token, NOW)).toEqual({
      "x-twilio-signature": "Y4hXrUyZPg5CIlM95NImcPkmio8=",
    });
  });
});

describe("resend", () => {
  it("signs the vector of Svix's library", async () => {
    const body =
      '{"type":"email.delivered","created_at":"2025-06-08T20:59:59.123Z","data":{"email_id":"56761188-7520-42d8-8898-ff6fc54ce618","created_at":"2025-06-08T20:59:58.000Z","from":"Acme <hi@acme.dev>","to":["delivered@resend.dev"],"subject":"Hi"}}';
    const headers = { "svix-id": "msg_p5jXN8AQM9LWM0D4loKWxJek" };
    expect(
      await resend.sign(request(body, headers), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", 1_749_416_400_000),
    ).toEqual({
      "svix-timestamp": "1749416400",
      "svix-signature": "v1,OHVs8DryHTdtn+tbht/JFvZbfWxC6+ciVEBzNqs6uxw=",
    });
  });

  it("refuses to sign without a delivery id", async () => {
    await expect(resend.sign(request(EVENT), "whsec_AAAA", NOW)).rejects.toThrow("svix-id is missing");
  });
});

describe("sendgrid", () => {
  const vector = {
    secret:
      "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE83T4O/n84iotIvIW4mdBgQ/7dAfSmpqIM8kF9mN1flpVKS3GRqe62gw+2fNNRaINXvVpiglSI8eNEc6wEA3F+g==",
    headers: {
      "x-twilio-email-event-webhook-timestamp": "1600112502",
      "x-twilio-email-event-webhook-signature":
        "MEUCIGHQVtGj+Y3LkG9fLcxf3qfI10QysgDWmMOVmxG0u6ZUAiEAyBiXDWzM+uOe5W0JuG+luQAbPIqHh89M15TluLtEZtM=",
    },
    body: '[{"email":"hello@world.com","event":"dropped","reason":"Bounced Address","sg_event_id":"ZHJvcC0xMDk5NDkxOS1MUnpYbF9OSFN0T0doUTRrb2ZTbV9BLTA","sg_message_id":"LRzXl_NHStOGhQ4kofSm_A.filterdrecv-p3mdw1-756b745b58-kmzbl-18-5F5FC76C-9.0","smtp-id":"<LRzXl_NHStOGhQ4kofSm_A@ismtpd0039p1iad1.sendgrid.net>","timestamp":1600112492}]\r\n',
  };

  it("is checked by what accepts Twilio's own vector, and only with its line end", () => {
    const now = 1_600_112_502_000;
    const good = request(vector.body, vector.headers);
    expect(holds("sendgrid", good, vector.secret, now)).toBe(true);
    expect(holds("sendgrid", request(vector.body.trim(), vector.headers), vector.secret, now)).toBe(false);
  });

  it("signs that vector's body so that the same check accepts it, with the key as base64 and as PEM", async () => {
    const { secret, signingKey } = sendgrid.newSecret();
    const pem = `-----BEGIN PRIVATE KEY-----\n${signingKey}\n-----END PRIVATE KEY-----\n`;
    for (const key of [signingKey, pem]) {
      const headers = await sendgrid.sign(request(vector.body), key, NOW);
      expect(holds("sendgrid", request(vector.body, headers), secret, NOW)).toBe(true);
    }
  });

  it("names the mistake when it is given the public key", async () => {
    await expect(sendgrid.sign(request(EVENT), vector.secret, NOW)).rejects.toThrow("private key");
  });
});

describe("custom", () => {
  it("signs the vector of timestamp, dot and body", async () => {
    expect(await custom.sign(request(EVENT), "test_secret", NOW)).toEqual({
      "x-timestamp": "1767225600",
      "x-signature": "4fbb9d9248bc6f726f646db1c754aa2bf9d1e13fd03932aff15653151fc33ebe",
    });
  });
});
