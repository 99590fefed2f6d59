import { SECRET, SIGNED_AT, type Vector, WRONG_SECRET } from "./vector.ts";

const MAILGUN_BODY =
  '{"signature":{"timestamp":"1767225600","token":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","signature":"2f7c501892c19fc6805643a25316d0ca3422e1ba29e6b46631dc7b0be8119bed"},"event-data":{"id":"e1","event":"delivered"}}';
const DROPBOX_SIGN_BODY =
  '{"event":{"event_time":"1767225600","event_type":"signature_request_sent","event_hash":"663350921aee867407e4e7a59cb907ef52990076caedb8716b2a71ac7573337c"}}';
const ADYEN_BODY =
  '{"notificationItems":[{"NotificationRequestItem":{"pspReference":"7914073381342284","merchantAccountCode":"TestMerchant","merchantReference":"TestPayment-1407325143704","amount":{"value":1130,"currency":"EUR"},"eventCode":"AUTHORISATION","success":"true","additionalData":{"hmacSignature":"coqCmt/IZ4E3CzPvMY8zTjQVL5hYJUiBRg8UU+iCWo0="}}}]}';
const ADYEN_ITEM = "/notificationItems/0/NotificationRequestItem";
const BRAINTREE_BODY =
  "bt_signature=pubkey1%7C94494a578648cbc9ef36eccaffbafb87c503f949&bt_payload=PG5vdGlmaWNhdGlvbj48a2luZD5jaGVjazwva2luZD48L25vdGlmaWNhdGlvbj4%3D%0A";

/** Senders that sign some values of the body, where the signature stands too. */
export const values: readonly Vector[] = [
  {
    sender: "Mailgun",
    scheme: {
      kind: "hmac",
      algorithm: "sha256",
      signature: { from: { json: "/signature/signature" }, encoding: "hex" },
      timestamp: { from: { json: "/signature/timestamp" }, unit: "s" },
      content: [{ timestamp: true }, { value: { json: "/signature/token" } }],
    },
    secret: SECRET,
    wrongSecret: WRONG_SECRET,
    headers: {},
    body: MAILGUN_BODY,
    at: SIGNED_AT,
    forgedBody: MAILGUN_BODY.replace('"token":"a', '"token":"b'),
  },
  {
    sender: "Dropbox Sign",
    scheme: {
      kind: "hmac",
      algorithm: "sha256",
      signature: { from: { json: "/event/event_hash" }, encoding: "hex" },
      timestamp: { from: { json: "/event/event_time" }, unit: "s", pastSeconds: 86_400 },
      content: [{ value: { json: "/event/event_time" } }, { value: { json: "/event/event_type" } }],
    },
    secret: SECRET,
    wrongSecret: WRONG_SECRET,
    headers: {},
    body: DROPBOX_SIGN_BODY,
    at: SIGNED_AT,
    forgedBody: DROPBOX_SIGN_BODY.replace("signature_request_sent", "signature_request_all_signed"),
  },
  {
    sender: "Adyen, which joins eight values under a hexadecimal key",
    scheme: {
      kind: "hmac",
      algorithm: "sha256",
      key: { decode: "hex" },
      signature: { from: { json: `${ADYEN_ITEM}/additionalData/hmacSignature` }, encoding: "base64" },
      content: [
        {
          join: ":",
          of: [
            { value: { json: `${ADYEN_ITEM}/pspReference` } },
            { value: { json: `${ADYEN_ITEM}/originalReference` }, default: "" },
            { value: { json: `${ADYEN_ITEM}/merchantAccountCode` } },
            { value: { json: `${ADYEN_ITEM}/merchantReference` } },
            { value: { json: `${ADYEN_ITEM}/amount/value` } },
            { value: { json: `${ADYEN_ITEM}/amount/currency` } },
            { value: { json: `${ADYEN_ITEM}/eventCode` } },
            { value: { json: `${ADYEN_ITEM}/success` } },
          ],
        },
      ],
    },
    secret: "44782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA056",
    wrongSecret: "00",
    headers: {},
    body: ADYEN_BODY,
    forgedBody: ADYEN_BODY.replace("1130", "1131"),
  },
  {
    sender: "Braintree, whose key is hashed and whose signature names a public key",
    scheme: {
      kind: "hmac",
      algorithm: "sha1",
      key: { derive: "sha1" },
      signature: {
        from: { form: "bt_signature" },
        pairs: { item: "&", keyValue: "|", pick: "pubkey1" },
        encoding: "hex",
      },
      content: [{ value: { form: "bt_payload" } }],
    },
    secret: "privkey1",
    wrongSecret: WRONG_SECRET,
    headers: { "Content-Type": "application/x-www-form-urlencoded" },
    body: BRAINTREE_BODY,
    forgedBody: BRAINTREE_BODY.replace("bt_payload=P", "bt_payload=Q"),
  },
];
