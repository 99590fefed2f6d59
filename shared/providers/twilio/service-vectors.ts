import { type ActionVectors, SAMPLE_REFERENCE } from "../vectors.ts";
import { again, credentials, post, read, SERVICE } from "./sample-vectors.ts";

const VERIFY = "VA00000000000000000000000000000007";
const VERIFICATION = "VE00000000000000000000000000000008";
const ROOM = "RM00000000000000000000000000000009";
const NUMBER = "PN00000000000000000000000000000004";
const to = "+14155550100";
const verifyUrl = `https://verify.twilio.com/v2/Services/${VERIFY}`;
const withVerify = { credentials: { ...credentials, verifyServiceSid: VERIFY } };

const verification: Readonly<Record<string, ActionVectors>> = {
  "verification.start": {
    requests: [
      {
        title: "asks the credential's service",
        connection: withVerify,
        input: { to, channel: "sms" },
        request: post(`${verifyUrl}/Verifications`, [
          ["To", to],
          ["Channel", "sms"],
        ]),
      },
      {
        title: "asks the service that it names, in a language and a name",
        input: {
          to: "ann@example.com",
          channel: "email",
          verifyServiceSid: VERIFY,
          locale: "pt-BR",
          friendlyName: "Acme",
        },
        request: post(`${verifyUrl}/Verifications`, [
          ["To", "ann@example.com"],
          ["Channel", "email"],
          ["Locale", "pt-BR"],
          ["CustomFriendlyName", "Acme"],
        ]),
      },
      {
        title: "has Twilio say that the service is missing",
        input: { to, channel: "sms" },
        request: post("https://verify.twilio.com/v2/Services/verifyServiceSid-is-missing/Verifications", [
          ["To", to],
          ["Channel", "sms"],
        ]),
      },
    ],
    invalid: [
      { title: "nobody", input: { channel: "sms" }, path: "to" },
      { title: "a channel that there is not", input: { to, channel: "pigeon" }, path: "channel" },
      {
        title: "a service that leads elsewhere",
        input: { to, channel: "sms", verifyServiceSid: "../x" },
        path: "verifyServiceSid",
      },
    ],
    results: [
      {
        title: "sent",
        status: 201,
        body: { sid: VERIFICATION, status: "pending", valid: false, to, channel: "sms" },
        result: {
          externalId: VERIFICATION,
          result: { sid: VERIFICATION, status: "pending", isApproved: false },
        },
      },
    ],
  },
  "verification.check": {
    requests: [
      {
        title: "by whom the code went to",
        connection: { credentials, config: { verifyServiceSid: VERIFY } },
        input: { to, code: "012345" },
        request: post(`${verifyUrl}/VerificationCheck`, [
          ["To", to],
          ["Code", "012345"],
        ]),
      },
      {
        title: "by the verification",
        connection: withVerify,
        input: { verificationSid: VERIFICATION, code: "012345" },
        request: post(`${verifyUrl}/VerificationCheck`, [
          ["VerificationSid", VERIFICATION],
          ["Code", "012345"],
        ]),
      },
    ],
    invalid: [
      { title: "neither", input: { code: "012345" }, path: "to" },
      { title: "both", input: { to, verificationSid: VERIFICATION, code: "012345" }, path: "to" },
      { title: "a code of letters", input: { to, code: "secret" }, path: "code" },
    ],
    results: [
      {
        title: "right",
        status: 200,
        body: { sid: VERIFICATION, status: "approved", valid: true },
        result: {
          externalId: VERIFICATION,
          result: { sid: VERIFICATION, status: "approved", isApproved: true },
        },
      },
      {
        title: "wrong",
        status: 200,
        body: { sid: VERIFICATION, status: "pending", valid: false },
        result: {
          externalId: VERIFICATION,
          result: { sid: VERIFICATION, status: "pending", isApproved: false },
        },
      },
    ],
  },
};

const rooms: Readonly<Record<string, ActionVectors>> = {
  "room.create": {
    requests: [
      {
        title: "is called by the job where it has no name",
        input: {},
        request: post("https://video.twilio.com/v1/Rooms", [
          ["Type", "group"],
          ["UniqueName", SAMPLE_REFERENCE],
        ]),
      },
      {
        title: "has a name, a size and an end",
        input: {
          uniqueName: "Größe 42",
          maxParticipants: 2,
          record: false,
          emptyTimeoutMinutes: 5,
          unusedTimeoutMinutes: 10,
        },
        request: post("https://video.twilio.com/v1/Rooms", [
          ["Type", "group"],
          ["UniqueName", "Größe 42"],
          ["MaxParticipants", "2"],
          ["RecordParticipantsOnConnect", "false"],
          ["EmptyRoomTimeout", "5"],
          ["UnusedRoomTimeout", "10"],
        ]),
      },
    ],
    invalid: [
      { title: "51 participants", input: { maxParticipants: 51 }, path: "maxParticipants" },
      { title: "a name that is a path", input: { uniqueName: "a/b" }, path: "uniqueName" },
    ],
    results: [
      {
        title: "open",
        status: 201,
        body: { sid: ROOM, unique_name: "booking-42", status: "in-progress" },
        result: {
          externalId: ROOM,
          result: { sid: ROOM, uniqueName: "booking-42", status: "in-progress" },
        },
      },
    ],
  },
  "room.complete": {
    requests: [
      {
        title: "by its name",
        input: { room: "booking 42" },
        request: again(post("https://video.twilio.com/v1/Rooms/booking%2042", [["Status", "completed"]])),
      },
    ],
    invalid: [{ title: "a room that leads elsewhere", input: { room: "../Rooms" }, path: "room" }],
    results: [
      {
        title: "closed",
        status: 200,
        body: { sid: ROOM, unique_name: "booking-42", status: "completed" },
        result: { externalId: ROOM, result: { sid: ROOM, uniqueName: "booking-42", status: "completed" } },
      },
    ],
  },
};

const senders: Readonly<Record<string, ActionVectors>> = {
  "messaging_service.create": {
    requests: [
      {
        title: "with all that it can have",
        input: {
          friendlyName: "Acme",
          inboundRequestUrl: "https://hooks.example.com/in",
          statusCallbackUrl: "https://hooks.example.com/status",
          useInboundWebhookOnNumber: false,
          usecase: "notifications",
        },
        request: post("https://messaging.twilio.com/v1/Services", [
          ["FriendlyName", "Acme"],
          ["InboundRequestUrl", "https://hooks.example.com/in"],
          ["StatusCallback", "https://hooks.example.com/status"],
          ["UseInboundWebhookOnNumber", "false"],
          ["Usecase", "notifications"],
        ]),
      },
    ],
    invalid: [
      { title: "no name", input: {}, path: "friendlyName" },
      { title: "a name of 65 characters", input: { friendlyName: "x".repeat(65) }, path: "friendlyName" },
    ],
    results: [
      {
        title: "made",
        status: 201,
        body: { sid: SERVICE, friendly_name: "Acme" },
        result: { externalId: SERVICE, result: { sid: SERVICE, friendlyName: "Acme" } },
      },
    ],
  },
  "messaging_service.add_number": {
    requests: [
      {
        title: "adds a number",
        input: { messagingServiceSid: SERVICE, phoneNumberSid: NUMBER },
        request: post(`https://messaging.twilio.com/v1/Services/${SERVICE}/PhoneNumbers`, [
          ["PhoneNumberSid", NUMBER],
        ]),
      },
    ],
    invalid: [
      {
        title: "the number itself",
        input: { messagingServiceSid: SERVICE, phoneNumberSid: to },
        path: "phoneNumberSid",
      },
    ],
    results: [
      {
        title: "added",
        status: 201,
        body: { sid: NUMBER, phone_number: to },
        result: { externalId: NUMBER, result: { sid: NUMBER, phoneNumber: to } },
      },
    ],
  },
  "number.look_up": {
    requests: [
      {
        title: "for nothing",
        input: { number: to },
        request: read("https://lookups.twilio.com/v2/PhoneNumbers/%2B14155550100"),
      },
      {
        title: "with its kind",
        input: { number: to, lineType: true },
        request: read(
          "https://lookups.twilio.com/v2/PhoneNumbers/%2B14155550100?Fields=line_type_intelligence",
        ),
      },
    ],
    invalid: [{ title: "a number without its country", input: { number: "0151 234" }, path: "number" }],
    results: [
      {
        title: "a mobile",
        status: 200,
        body: {
          phone_number: to,
          valid: true,
          country_code: "US",
          line_type_intelligence: { type: "mobile", carrier_name: "Acme Mobile" },
        },
        result: {
          externalId: null,
          result: { number: to, isValid: true, country: "US", lineType: "mobile", carrier: "Acme Mobile" },
        },
      },
    ],
  },
};

/** Verify, Video, messaging services and Lookup. */
export const services: Readonly<Record<string, ActionVectors>> = { ...verification, ...rooms, ...senders };
