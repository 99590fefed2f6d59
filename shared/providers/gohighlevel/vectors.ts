import { type GoodVector, type ProviderVectors, refusals, refused } from "../vectors.ts";
import { outbound } from "./outbound-vectors.ts";
import { SCHEME } from "./verifier.ts";

const request = {
  source: "signed with Ed25519 over the body",
  secret: "MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
  method: "POST",
  url: "https://hooks.example.com/webhooks/gohighlevel/ep_1",
  now: 1_767_225_600_000,
};

const documented: GoodVector = {
  ...request,
  kind: "good",
  title: "verifies what HighLevel's own library accepts",
  headers: {
    "content-type": "application/json",
    "x-ghl-signature":
      "a6DhfWl3aoGeAgJ00KfKGvvvJ6C+1uJWEpnY4sCjnE4BzGQgdapV/GMUhQFPEihIXrsJlGFwlyJf7G4WxAeUDQ==",
  },
  events: [{ id: "wh-0001", type: "ContactCreate", subject: "nmFmQEsNgz6AVpgLVUJ0", time: 1768480200000 }],
  source: "@gohighlevel/api-client 3.1.0, verifyEd25519Signature",
  body: '{"type":"ContactCreate","locationId":"ve9EPM428h8vShlRW1KT","id":"nmFmQEsNgz6AVpgLVUJ0","timestamp":"2026-01-15T12:30:00.000Z","webhookId":"wh-0001"}',
};

const appointment: GoodVector = {
  ...request,
  kind: "good",
  title: "reads an appointment, one level deeper",
  headers: {
    "content-type": "application/json",
    "x-ghl-signature":
      "EA/BLXKb6L2Nfc++nd6aVQUzNTNx90EC5KDiCfo6ruNXV6co8bT7cmlR7rUFeqhJpr9nQrXRtYJ2SLSgBD8lAA==",
  },
  events: [
    { id: "wh-0002", type: "AppointmentCreate", subject: "0007BWpSzSwfiuSl0tR2", time: 1768480200000 },
  ],
  body: '{"type":"AppointmentCreate","locationId":"ve9EPM428h8vShlRW1KT","timestamp":"2026-01-15T12:30:00.000Z","webhookId":"wh-0002","appointment":{"id":"0007BWpSzSwfiuSl0tR2","title":"Frühstück","startTime":"2026-01-20T10:00:00Z"}}',
};

const confirmed: GoodVector = {
  ...request,
  kind: "good",
  title: "reads an appointment that is confirmed",
  headers: {
    "content-type": "application/json",
    "x-ghl-signature":
      "p/YFu5RCUwjdJ3TK7Y7r5EAwaqV/1v6z7ltWbXnM0tCc+fBPnwfB0q/aV/qEh9n8PiVFwezjfHtnp5fgJ8/SBA==",
  },
  events: [
    { id: "wh-0004", type: "AppointmentCreate", subject: "0007BWpSzSwfiuSl0tR2", time: 1768480200000 },
  ],
  effects: [
    {
      kind: "record",
      record: "appointment",
      externalId: "0007BWpSzSwfiuSl0tR2",
      status: "booked",
      fields: {
        title: "Frühstück",
        startsAt: 1768903200000,
        endsAt: 1768905000000,
        timeZone: null,
        attendeeName: null,
        attendeeEmail: null,
        attendeePhone: null,
        location: "https://meet.example.com/1",
        rescheduledFrom: null,
        cancelReason: null,
      },
    },
  ],
  body: '{"type":"AppointmentCreate","locationId":"ve9EPM428h8vShlRW1KT","timestamp":"2026-01-15T12:30:00.000Z","webhookId":"wh-0004","appointment":{"id":"0007BWpSzSwfiuSl0tR2","address":"https://meet.example.com/1","title":"Frühstück","calendarId":"BqTwX8QFwXzpegMve9EQ","contactId":"9NkT25Vor1v4aQatFsv2","appointmentStatus":"confirmed","assignedUserId":"YlWd2wuCAZQzh2cH1fVZ","startTime":"2026-01-20T11:00:00+01:00","endTime":"2026-01-20T11:30:00+01:00"}}',
};

const missed: GoodVector = {
  ...request,
  kind: "good",
  title: "reads an appointment that nobody came to",
  headers: {
    "content-type": "application/json",
    "x-ghl-signature":
      "SEz60D7KlF+PnpEMWZaFQLFMcqQ3vxu0EscKJLG7xlukprVx99896t9CDRKCCVUE8Gko0dP/dfugoPyPgqR1Ag==",
  },
  events: [
    { id: "wh-0005", type: "AppointmentUpdate", subject: "0007BWpSzSwfiuSl0tR2", time: 1768480200000 },
  ],
  effects: [
    {
      kind: "record",
      record: "appointment",
      externalId: "0007BWpSzSwfiuSl0tR2",
      status: "no_show",
      fields: {
        title: "Frühstück",
        startsAt: 1768903200000,
        endsAt: 1768905000000,
        timeZone: null,
        attendeeName: null,
        attendeeEmail: null,
        attendeePhone: null,
        location: "https://meet.example.com/1",
        rescheduledFrom: null,
        cancelReason: null,
      },
    },
  ],
  body: '{"type":"AppointmentUpdate","locationId":"ve9EPM428h8vShlRW1KT","timestamp":"2026-01-15T12:30:00.000Z","webhookId":"wh-0005","appointment":{"id":"0007BWpSzSwfiuSl0tR2","address":"https://meet.example.com/1","title":"Frühstück","calendarId":"BqTwX8QFwXzpegMve9EQ","contactId":"9NkT25Vor1v4aQatFsv2","appointmentStatus":"noshow","assignedUserId":"YlWd2wuCAZQzh2cH1fVZ","startTime":"2026-01-20T11:00:00+01:00","endTime":"2026-01-20T11:30:00+01:00"}}',
};

const deleted: GoodVector = {
  ...request,
  kind: "good",
  title: "reads a deleted appointment as called off, whatever its status was",
  headers: {
    "content-type": "application/json",
    "x-ghl-signature":
      "KOAPcqYh0ddCZpsw1C1dfB4jnatb848s81gsoKf/f9zKgxeDsdGnNq5bM9qIPVcA1WXkpK8gkUd179umuhhQBA==",
  },
  events: [
    { id: "wh-0006", type: "AppointmentDelete", subject: "0007BWpSzSwfiuSl0tR2", time: 1768480200000 },
  ],
  effects: [
    {
      kind: "record",
      record: "appointment",
      externalId: "0007BWpSzSwfiuSl0tR2",
      status: "canceled",
      fields: {
        title: "Frühstück",
        startsAt: 1768903200000,
        endsAt: 1768905000000,
        timeZone: null,
        attendeeName: null,
        attendeeEmail: null,
        attendeePhone: null,
        location: "https://meet.example.com/1",
        rescheduledFrom: null,
        cancelReason: null,
      },
    },
  ],
  body: '{"type":"AppointmentDelete","locationId":"ve9EPM428h8vShlRW1KT","timestamp":"2026-01-15T12:30:00.000Z","webhookId":"wh-0006","appointment":{"id":"0007BWpSzSwfiuSl0tR2","address":"https://meet.example.com/1","title":"Frühstück","calendarId":"BqTwX8QFwXzpegMve9EQ","contactId":"9NkT25Vor1v4aQatFsv2","appointmentStatus":"confirmed","assignedUserId":"YlWd2wuCAZQzh2cH1fVZ","startTime":"2026-01-20T11:00:00+01:00","endTime":"2026-01-20T11:30:00+01:00"}}',
};

const install: GoodVector = {
  ...request,
  kind: "good",
  title: "reads an installation",
  headers: {
    "content-type": "application/json",
    "x-ghl-signature":
      "zXYdsT6sV9cdb2M7SJtmrhpworePY7D6Gzy+eXhkXKufELwSNqsf8eZoCgh9E3+YZLRoWI5tSjzt0mHcoumJCA==",
  },
  events: [{ id: "wh-0003", type: "INSTALL", subject: "HjiMUOsCCHCjtxzEf8PR", time: 1768480200000 }],
  body: '{"type":"INSTALL","appId":"66a0419a0dffa47fb5f8b22f","companyId":"3edawIAiO1AjGgR6ENJk","locationId":"HjiMUOsCCHCjtxzEf8PR","webhookId":"wh-0003","timestamp":"2026-01-15T12:30:00.000Z"}',
};

const older: GoodVector = {
  ...request,
  kind: "good",
  title: "verifies the older RSA signature under an RSA key",
  headers: {
    "content-type": "application/json",
    "x-wh-signature":
      "OaT2Uvg4CN5dYW15bPugOVatGk97X8kRcPg19Ij+H4ha14Jf7p+Df+l4vHsk33INlNJ8k6Uloa5pOhkkagouLcLfFig/7s6lBWi0XtPz4nfuGPES3d6KQ3KiWwR+BKEhyTk79KqJiKbqIc4xnLopMX+aWJ0MhC3JTh3Br5WCvdrRHzLYfdLIygyZcUw4laO9iN5VCvffIqXNomnZgwqy/hNujR5UqLzJ7LQBdveXE0k/YS93IH+Iz2wBR1NL/QFI2loSR0pZmORb7TlH2839mhyjJmtvTmbvk2JUYD5UQhW3QG/x+GwmZka+fMoW1aKTkGRdQhWcsT4ueZqMMMRABQ==",
  },
  events: [{ id: "wh-0001", type: "ContactCreate", subject: "nmFmQEsNgz6AVpgLVUJ0", time: 1768480200000 }],
  secret:
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAjXlqnfCyP41+4gNhtTilyao/baGd6HAD/Tv1TB57XGj7QZ1NrOz8357FmWamklohAuk+XNShKXf6VZFAPf1sl4FVqtQpvKacaOZ02b4Qy4mLDDrvrGLeg30bG34Ev6kGQMewxCDdRLiGEObQdS45CkOtUvxVykpPkm2UQQbK0fcJUeCO5ewO1LSaLquOYllmMYtrIQa7oohleWIuns0EGN+VjzkbHxgOeJuiAiwrFlr72Dq4pPHBg6IwQNUhBuQa4jYCTp/lBKraooUUVZICTUIwoub93MA3GZSjU+m5KsDJSIi/AdBmubDng81tsArg7DKQmCFvsbGuy6tWZcfdWwIDAQAB",
  source: "signed with RSASSA-PKCS1-v1_5 and SHA-256 over the body",
  body: '{"type":"ContactCreate","locationId":"ve9EPM428h8vShlRW1KT","id":"nmFmQEsNgz6AVpgLVUJ0","timestamp":"2026-01-15T12:30:00.000Z","webhookId":"wh-0001"}',
};

const unparsed: GoodVector = {
  ...request,
  kind: "good",
  title: "keeps a body that is no JSON",
  headers: {
    "content-type": "application/json",
    "x-ghl-signature":
      "EqfBO93LM+GrqNnVZPDQTknrH13A6W06nwu+bLxcUnI4Gf5q7bn0vxuqjmUkGMLWYzZJKBSopH7MKCL/14qJBA==",
  },
  events: "unparsed",
  body: "Zoë",
};

export const vectors: ProviderVectors = {
  webhooks: [
    documented,
    appointment,
    confirmed,
    missed,
    deleted,
    install,
    older,
    unparsed,
    ...refusals(documented, {
      header: "x-ghl-signature",
      otherSecret: "MCowBQYDK2VwAyEAA6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=",
    }),
    ...refusals(older, {
      header: "x-wh-signature",
      otherSecret:
        "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA6wjbsz+v/xyx8DJkc9VSzKxo7pvgJzpb+bmQs3CvQCVfC6kyiBC46iWw+HumWmNeaorgx47HYp/uJCJJgrBgIBK5hzpcBYnmcY+btYEbMv97nFbBbSufG6jDdpvizxnLKzz/JuXSo7ELe3ru4pVpavHpS7nRH9jrPmXd6HS2irnFK60+raPe+MIr2Aj3pcsuqxwUolgZc/obKdarHJNByQVUODWaLvybdqhA+7cw5TbDupJtIIfXNmeM4KCP4vcv3ivX3OqFbM3uSBFbtCDHXdxOKyH95k8ZqKh46HsxgnGBb13oKJgU741Pb7Ee7JH7z2bSWEvJKv2y/VQgwl8sVQIDAQAB",
    }),
    refused(documented, {
      kind: "incomplete",
      title: "refuses the literal that stands for no signature",
      headers: { "x-ghl-signature": "N/A" },
      verdict: "invalid_signature",
    }),
  ],
  signing: SCHEME,
  outbound,
};
