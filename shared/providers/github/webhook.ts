import { isForm, parseJson, readForm, readJson, UnparsedBody } from "../../model/body.ts";
import type { ProviderEvent } from "../../model/event.ts";
import { at, dateToMs, idOf, integerOf, nameOf, secondsToMs } from "../../model/read.ts";
import { HUB_SIGNATURE } from "../../signatures/hub-signature.ts";
import type { InboundBody, Webhook } from "../define.ts";

/** The payload, which a form delivery carries as JSON in its field `payload`. */
function payloadOf(body: InboundBody): unknown {
  if (!isForm(body.contentType)) {
    return readJson(body.bytes);
  }
  const payload = at(readForm(body.bytes), "payload");
  if (typeof payload !== "string") {
    throw new UnparsedBody("the form has no field payload");
  }
  return parseJson(payload);
}

/** Where a payload keeps the object that its event is about, where it is not under the event's own name. */
const OBJECT_BY_EVENT: ReadonlyMap<string, string> = new Map([
  ["issues", "issue"],
  ["issue_comment", "comment"],
  ["pull_request_review", "review"],
  ["pull_request_review_comment", "comment"],
]);

/** `owner/repository`, with `#number` for an issue or pull request; else the organization or the installation. */
function subjectOf(data: unknown): string | null {
  const repository = nameOf(at(data, "repository", "full_name"));
  const number =
    integerOf(at(data, "number")) ??
    integerOf(at(data, "issue", "number")) ??
    integerOf(at(data, "pull_request", "number"));
  if (repository !== null) {
    return number === null ? repository : nameOf(`${repository}#${number}`);
  }
  return nameOf(at(data, "organization", "login")) ?? idOf(at(data, "installation", "id"));
}

/** GitHub stamps no event: the object's last change, or for a push the repository's, as its clock wrote them. */
function timeOf(name: string, data: unknown): number | null {
  if (name === "push") {
    return secondsToMs(at(data, "repository", "pushed_at")) ?? dateToMs(at(data, "head_commit", "timestamp"));
  }
  const object = at(data, OBJECT_BY_EVENT.get(name) ?? name);
  return (
    dateToMs(at(object, "updated_at")) ??
    dateToMs(at(object, "submitted_at")) ??
    dateToMs(at(object, "created_at"))
  );
}

/**
 * One event a body. Its id and name stand in headers, its action in the payload; a redelivery keeps the id.
 * https://docs.github.com/webhooks/webhook-events-and-payloads
 * @throws UnparsedBody when the body is neither JSON nor a form with JSON in `payload`
 */
function events(body: InboundBody): readonly ProviderEvent[] {
  const data = payloadOf(body);
  const name = nameOf(body.headers.get("x-github-event")) ?? "unknown";
  const action = nameOf(at(data, "action"));
  return [
    {
      id: nameOf(body.headers.get("x-github-delivery")),
      type: nameOf(action === null ? name : `${name}.${action}`) ?? name,
      subject: subjectOf(data),
      time: timeOf(name, data),
      data,
    },
  ];
}

/** https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries */
export const webhook = {
  secret: {
    label: "Secret",
    hint: "A long random text that you choose and enter at GitHub too. GitHub never shows it again.",
    example: "a-long-random-text-of-your-own",
  },
  headers: ["x-hub-signature-256"],
  scheme: HUB_SIGNATURE,
  events,
  eventTypes: [
    "check_run.completed",
    "check_run.created",
    "deployment_status.created",
    "installation.created",
    "installation.deleted",
    "installation.suspend",
    "installation_repositories.added",
    "installation_repositories.removed",
    "issue_comment.created",
    "issues.closed",
    "issues.opened",
    "member.added",
    "ping",
    "pull_request.closed",
    "pull_request.opened",
    "pull_request.synchronize",
    "push",
    "release.published",
    "repository.created",
    "star.created",
    "workflow_run.completed",
  ],
  setup: [
    "Open the repository's or organization's Settings → Webhooks and choose Add webhook.",
    "Paste the endpoint's URL as Payload URL and choose application/json as Content type.",
    "Make up a long random secret, enter it under Secret and paste the same text here.",
    "Choose the events and save: GitHub sends a ping, which appears under Events.",
    "GitHub does not retry by itself: redeliver what failed from the webhook's Recent deliveries within three days.",
  ],
} satisfies Webhook;
