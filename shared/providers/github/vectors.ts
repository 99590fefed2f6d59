import { type GoodVector, type ProviderVectors, refused } from "../vectors.ts";
import { outbound } from "./outbound-vectors.ts";

const NOW = 1_767_225_600_000;

const request = {
  source: "signed with the secret of GitHub's documented example",
  secret: "It's a Secret to Everybody",
  method: "POST",
  url: "https://hooks.example.com/webhooks/github/ep_1",
  now: NOW,
};

function delivered(
  event: string,
  signature: string,
  contentType = "application/json",
): Readonly<Record<string, string>> {
  return {
    "content-type": contentType,
    "x-github-event": event,
    "x-github-delivery": "72d3162e-cc78-11e3-81ab-4c9367dc0958",
    "x-hub-signature-256": signature,
  };
}

const documented: GoodVector = {
  ...request,
  kind: "good",
  title: "verifies GitHub's documented example, which is no payload",
  source: "https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries",
  headers: delivered("push", "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"),
  body: "Hello, World!",
  events: "unparsed",
};

const issue: GoodVector = {
  ...request,
  kind: "good",
  title: "joins the event's name and its action to the type",
  headers: delivered("issues", "sha256=9d0207e98bb8f63b57bf3a3314af26f3b9ca042c5d563674f5f50dba965ad014"),
  body: '{"action":"opened","issue":{"id":1,"number":42,"title":"Größe","created_at":"2026-01-01T00:00:00Z","updated_at":"2026-01-01T00:00:00Z"},"repository":{"id":2,"full_name":"octo/hello"},"sender":{"login":"octocat"}}',
  events: [
    {
      id: "72d3162e-cc78-11e3-81ab-4c9367dc0958",
      type: "issues.opened",
      subject: "octo/hello#42",
      time: 1_767_225_600_000,
    },
  ],
};

const push: GoodVector = {
  ...request,
  kind: "good",
  title: "takes the time of a push from the repository, not from its commits",
  headers: delivered("push", "sha256=66cd3534025e98967a53f0d305110643c3132a84db46624130c08273cbd53620"),
  body: '{"ref":"refs/heads/main","head_commit":{"id":"6113728","timestamp":"2025-11-05T09:00:00+01:00"},"repository":{"id":2,"full_name":"octo/hello","pushed_at":1767225590}}',
  events: [
    {
      id: "72d3162e-cc78-11e3-81ab-4c9367dc0958",
      type: "push",
      subject: "octo/hello",
      time: 1_767_225_590_000,
    },
  ],
};

const ping: GoodVector = {
  ...request,
  kind: "good",
  title: "takes the ping of a new webhook as an event",
  headers: delivered("ping", "sha256=df202a264db6c7fe06f4ebc46001b92495525cdcd53b5316512a7a58df94d3f6"),
  body: '{"zen":"Keep it logically awesome.","hook_id":1,"hook":{"type":"Organization","id":1},"organization":{"login":"octo","id":3}}',
  events: [{ id: "72d3162e-cc78-11e3-81ab-4c9367dc0958", type: "ping", subject: "octo", time: null }],
};

const form: GoodVector = {
  ...request,
  kind: "good",
  title: "verifies a form over its encoded bytes and reads the JSON within",
  headers: delivered(
    "pull_request",
    "sha256=04fe03b2463acbcfc9724a67f62d760b71fe57c3a4ccef27c7e259bef17a6976",
    "application/x-www-form-urlencoded",
  ),
  body: "payload=%7B%22action%22%3A%22closed%22%2C%22number%22%3A7%2C%22pull_request%22%3A%7B%22number%22%3A7%2C%22title%22%3A%22a+b%22%2C%22updated_at%22%3A%222026-01-01T00%3A00%3A05Z%22%7D%2C%22repository%22%3A%7B%22full_name%22%3A%22octo%2Fhello%22%7D%7D",
  events: [
    {
      id: "72d3162e-cc78-11e3-81ab-4c9367dc0958",
      type: "pull_request.closed",
      subject: "octo/hello#7",
      time: 1_767_225_605_000,
    },
  ],
};

export const vectors: ProviderVectors = {
  webhooks: [
    documented,
    issue,
    push,
    ping,
    form,
    refused(documented, {
      title: "refuses a byte more than was signed",
      kind: "tampered",
      body: "Hello, World!\n",
      verdict: "invalid_signature",
    }),
    refused(issue, {
      title: "refuses the same JSON with white space between",
      kind: "reencoded",
      body: '{"action": "opened", "issue": {"id": 1, "number": 42, "title": "Größe", "created_at": "2026-01-01T00:00:00Z", "updated_at": "2026-01-01T00:00:00Z"}, "repository": {"id": 2, "full_name": "octo/hello"}, "sender": {"login": "octocat"}}',
      verdict: "invalid_signature",
    }),
    refused(form, {
      title: "refuses a form taken apart and put together again",
      kind: "reencoded",
      body: "payload=%7B%22action%22%3A%22closed%22%2C%22number%22%3A7%2C%22pull_request%22%3A%7B%22number%22%3A7%2C%22title%22%3A%22a%20b%22%2C%22updated_at%22%3A%222026-01-01T00%3A00%3A05Z%22%7D%2C%22repository%22%3A%7B%22full_name%22%3A%22octo%2Fhello%22%7D%7D",
      verdict: "invalid_signature",
    }),
    refused(documented, {
      title: "refuses another secret",
      kind: "wrong_key",
      secret: "It's a Secret to Nobody",
      verdict: "invalid_signature",
    }),
    refused(documented, {
      title: "refuses a signature of the older SHA-1 header alone",
      kind: "incomplete",
      headers: {
        "content-type": "application/json",
        "x-github-event": "push",
        "x-hub-signature": "sha1=01dc10d0c83e72ed246219cdd91669667fe2ca59",
      },
      verdict: "header_missing",
    }),
    refused(documented, {
      title: "refuses a signature without the name of its algorithm",
      kind: "incomplete",
      headers: delivered("push", "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"),
      verdict: "header_malformed",
    }),
  ],
  outbound,
};
