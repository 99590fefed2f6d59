import { BODY, SIGNED_AT, type Vector } from "./vector.ts";

const ED25519_KEY = "A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=";
/** Of RFC 8032 section 7.1, test 1. */
const OTHER_ED25519_KEY = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";
const OTHER_ED25519_KEY_HEX = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";

export const SENDGRID_KEY =
  "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE83T4O/n84iotIvIW4mdBgQ/7dAfSmpqIM8kF9mN1flpVKS3GRqe62gw+2fNNRaINXvVpiglSI8eNEc6wEA3F+g==";
const OTHER_P256_KEY =
  "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAED1qkTBOwD4Q4LJmmDJri8MduNOOfb9ZMFT23V73v2DNaqxsTOkS6CCEQnTIjOOU3IQWJ8mGVmEjK0uj1cAho8Q==";

export const RSA_KEY =
  "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAz77P4WzxJc3RNbtIffHNPwbzSM8gnYS9YxB/deg0RaxtAeqVyW7k/t6BSEaXnNJlccACSmeDQTnqrYs0p7sWugrZyLyWyIjRfWqaf6uKStBnUyhMH+lpUTqeQx+/SHF5PD+L68SUqEA1IikRk97NUC4MKn6L0zqvHCDQDmh/z7ZjXXyTE9XiBWcmnxSuDyLcsFr/PbzF/aCNgGcKaO+d0y8+5yqwMW1cd1MntdMsb1lAU1TXqyMyE5WrVlpP+LxHOROpZWbTiNDRuP0pEWjKQeGWms5WhT1BTtZWBoflsAi5vRYpMsNNh+lIZFDKsboE75bTX4aYVdw8RVt2JEZD7QIDAQAB";
const OTHER_RSA_KEY =
  "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAndPnOB5RFtBNWB9i815Zyy1LufwyhIxfqxl5qfDL1UPSlbnhpini8LV/8jmwRtwMMqCgOKs2PWX5pBqn+8Xo7C01MSeuxzMRvG9Cq7qIVE/FIR7Ut2e6QOWrAbf3xhVnwzNxD1ZnI2mIupOLcfrVjzDHUajNkBZMhrHA2Wl1cmhHFrpwXpT2cx0x5MoxCnTr4vZEFr/wgOyIvBRQ/8VVG5GGYMN5KoHenU/IJpFWqr/3I+I4s2kJsmvxPW4lN0BIZ6rIHOKw6XT1j44XHDI3RzxaYJshEc2kiTP1VMKhRJ7Sb2UVDutIFoxJ3XFOV0gDtmbYNwOf5Yo5eFHhXEjuQQIDAQAB";

const sendgrid = {
  sender: "SendGrid, in DER",
  scheme: {
    kind: "ecdsa-p256",
    signature: { from: { header: "X-Twilio-Email-Event-Webhook-Signature" }, encoding: "base64" },
    timestamp: {
      from: { header: "X-Twilio-Email-Event-Webhook-Timestamp" },
      unit: "s",
      pastSeconds: 86_400,
    },
    content: [{ timestamp: true }, { body: "raw" }],
  },
  secret: SENDGRID_KEY,
  wrongSecret: OTHER_P256_KEY,
  headers: {
    "X-Twilio-Email-Event-Webhook-Signature":
      "MEUCIGHQVtGj+Y3LkG9fLcxf3qfI10QysgDWmMOVmxG0u6ZUAiEAyBiXDWzM+uOe5W0JuG+luQAbPIqHh89M15TluLtEZtM=",
    "X-Twilio-Email-Event-Webhook-Timestamp": "1600112502",
  },
  body: '[{"email":"hello@world.com","event":"dropped","reason":"Bounced Address","sg_event_id":"ZHJvcC0xMDk5NDkxOS1MUnpYbF9OSFN0T0doUTRrb2ZTbV9BLTA","sg_message_id":"LRzXl_NHStOGhQ4kofSm_A.filterdrecv-p3mdw1-756b745b58-kmzbl-18-5F5FC76C-9.0","smtp-id":"<LRzXl_NHStOGhQ4kofSm_A@ismtpd0039p1iad1.sendgrid.net>","timestamp":1600112492}]\r\n',
  at: 1_600_112_502_000,
} satisfies Vector;

function rsa(algorithm: "sha1" | "sha256", signature: string): Vector {
  return {
    sender: `RSA with ${algorithm}`,
    scheme: {
      kind: "rsa",
      algorithm,
      signature: { from: { header: "X-WH-Signature" }, encoding: "base64" },
      content: [{ body: "raw" }],
    },
    secret: RSA_KEY,
    wrongSecret: OTHER_RSA_KEY,
    headers: { "X-WH-Signature": signature },
    body: BODY,
  };
}

export const publicKey: readonly Vector[] = [
  sendgrid,
  {
    sender: "SendGrid's signature as r‖s in hex",
    scheme: {
      kind: "ecdsa-p256",
      signature: { from: { header: "X-Signature" }, encoding: "hex" },
      content: ["1600112502", { body: "raw" }],
    },
    headers: {
      "X-Signature":
        "61d056d1a3f98dcb906f5f2dcc5fdea7c8d74432b200d698c3959b11b4bba654c818970d6cccfae39ee56d09b86fa5b9001b3c8a8787cf4cd794e5b8bb4466d3",
    },
    secret: SENDGRID_KEY,
    wrongSecret: OTHER_P256_KEY,
    body: sendgrid.body,
  },
  {
    sender: "Discord",
    scheme: {
      kind: "ed25519",
      key: { decode: "hex" },
      signature: { from: { header: "X-Signature-Ed25519" }, encoding: "hex" },
      timestamp: { from: { header: "X-Signature-Timestamp" }, unit: "s" },
      content: [{ timestamp: true }, { body: "raw" }],
    },
    secret: "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8",
    wrongSecret: OTHER_ED25519_KEY_HEX,
    headers: {
      "x-signature-timestamp": "1767225600",
      "x-signature-ed25519":
        "ad6021a3638bf6f9888e854bc4a3341ab67c7b96c4842e0665d27f43873772ddca1615e94e499e7678258a3db6a8cc0f97fcd932ad4f4e662c61ed467935a904",
    },
    body: BODY,
    at: SIGNED_AT,
  },
  {
    sender: "Telnyx",
    scheme: {
      kind: "ed25519",
      key: { decode: "base64" },
      signature: { from: { header: "telnyx-signature-ed25519" }, encoding: "base64" },
      timestamp: { from: { header: "telnyx-timestamp" }, unit: "s" },
      content: [{ timestamp: true }, "|", { body: "raw" }],
    },
    secret: ED25519_KEY,
    wrongSecret: OTHER_ED25519_KEY,
    headers: {
      "telnyx-timestamp": "1767225600",
      "telnyx-signature-ed25519":
        "4US1oTAp3idyfR6Y/7u7OzIgfWd0Q/bftLNakgo5ceOM0Z8jjAWdnT7ryjmUYhDHD9/BZAm8onwlh5eNfqh4Dw==",
    },
    body: BODY,
    at: SIGNED_AT,
  },
  {
    sender: "Standard Webhooks v1a",
    scheme: {
      kind: "ed25519",
      key: { strip: ["whpk_"], decode: "base64" },
      signature: {
        from: { header: "webhook-signature" },
        list: { separator: "space" },
        prefix: "v1a,",
        encoding: "base64",
      },
      timestamp: { from: { header: "webhook-timestamp" }, unit: "s" },
      content: [{ value: { header: "webhook-id" } }, ".", { timestamp: true }, ".", { body: "raw" }],
    },
    secret: "whpk_A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=",
    wrongSecret: `whpk_${OTHER_ED25519_KEY}`,
    headers: {
      "webhook-id": "msg_test_1",
      "webhook-timestamp": "1767225600",
      "webhook-signature":
        "v1,k8fmTSMFG8nUSjpfzj48Y021/GZwxO0LBkwAE9h764U= v1,wFxi6KpaZ33O993SWDurZF6eR1ew4x/QPaSYwZ4LqAI= v1a,XzpNPoKFb9Pl5SdZJhq35M7kXIiSEBRZLC8Z166FStaQLM+r4uKGAq7F0yF28qo+mFM6ivTC5+FpYfjwevnTAQ==",
    },
    body: BODY,
    at: SIGNED_AT,
  },
  {
    sender: "HighLevel, whose key is SPKI",
    scheme: {
      kind: "ed25519",
      signature: { from: { header: "X-GHL-Signature" }, encoding: "base64" },
      content: [{ body: "raw" }],
    },
    secret: "MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
    wrongSecret: ED25519_KEY,
    headers: {
      "X-GHL-Signature":
        "a6DhfWl3aoGeAgJ00KfKGvvvJ6C+1uJWEpnY4sCjnE4BzGQgdapV/GMUhQFPEihIXrsJlGFwlyJf7G4WxAeUDQ==",
    },
    body: '{"type":"ContactCreate","locationId":"ve9EPM428h8vShlRW1KT","id":"nmFmQEsNgz6AVpgLVUJ0","timestamp":"2026-01-15T12:30:00.000Z","webhookId":"wh-0001"}',
  },
  rsa(
    "sha1",
    "ekmfD2zHPegSDV/7A6URqhgRA3GUuDc8Uye2UPhlWRazymWF4O2scxgmQWtXlYteFT+iQB6vdYwuZnNnf/NVCTahRePz14gTdIcZMoNmksnYRuwjF/Y3HJKr0aGc1QNzBzvVo1Hk8nBkto+PFc147cJ+PZUhyUwaQAZmz6bO81hiK7LTP5txk0r3piBWXhlUMStB6xtu/4S6bETEfP0BI/SrtlKh9Me3SeIhrNUSmiptdpc9l62LiZ61dJNiUfhFt0vMaCBGLlzko+/5DA2q75VHBX0quToC++jWQ1DzjECbNdaYXY8t6n58nW5L9QttoQUt8A084hnesuVrC6O9zA==",
  ),
  rsa(
    "sha256",
    "FcQ6mVh9JrvMmD1TGkNzmCrXJjzJpS05KFETNy328sBixf04Nw2KfvxbQ3S9mrS58WK9I8v84Dt1W3n761n97kqm8vM06jQt30rukaOaAlTv2dbCd90R1uc8i3QORX+i1FDKsrwxbwUQzX87OchfIzXvhf90wW+7uzu8YhgKTc/ZdcBbG1DkyBwEG+EdWokTDvWYTMxtizk/nvjsvfZXtQ2xks3NCZ5GDjvxPjbXkJycezX4cd4bbVDqLwZror2ml2l/zzknvevK9ph+7+ZpEWo9qrwOTMPU8FyHfGruzaTGSFc+Y71EYWDNEC5FeDwadVoEo3FQc/JxO8o+CYTppg==",
  ),
];
