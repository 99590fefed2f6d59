import type { ApprovalResult, ApprovalView } from "../../model/approval.ts";
import type { Effect } from "../../model/effect.ts";
import type { ProviderEvent } from "../../model/event.ts";
import { at, nameOf } from "../../model/read.ts";
import type { ApprovalMessages } from "../define.ts";

const APPROVE = "approval_approve";
const DENY = "approval_deny";

/** https://docs.slack.dev/reference/block-kit/ */
export const approvals: ApprovalMessages = {
  ask: (view, channel) => ({
    action: "message.post",
    input: {
      channel,
      text: `Please approve: ${escaped(view.title)}`,
      blocks: [
        ...preview(view),
        context(`Expires ${date(view.expiresAt)}`),
        {
          type: "actions",
          block_id: view.id,
          elements: [
            button("Approve", { style: "primary", action_id: APPROVE, value: view.id }),
            button("Deny", { style: "danger", action_id: DENY, value: view.id }),
          ],
        },
      ],
      unfurlLinks: false,
      unfurlMedia: false,
    },
  }),
  tell: (result, posted) => {
    const said = verdict(result);
    return {
      action: "message.update",
      input: {
        channel: nameOf(at(posted.result, "channel")) ?? "",
        ts: posted.externalId,
        text: `${said}: ${escaped(result.title)}`,
        blocks: [...preview(result), context(said)],
      },
    };
  },
};

/** A click on one of the buttons; everything else in Slack is not about approvals. */
export function approvalEffects({ type, data }: ProviderEvent): readonly Effect[] {
  const action = at(data, "actions", 0);
  const decision = type === "block_actions" ? decisionOf(nameOf(at(action, "action_id"))) : null;
  const approvalId = nameOf(at(action, "value"));
  const by = nameOf(at(data, "user", "id"));
  return decision === null || approvalId === null || by === null
    ? []
    : [{ kind: "approval.decided", approvalId, decision, by, ...postedIn(at(data, "container")) }];
}

function postedIn(container: unknown) {
  const externalId = nameOf(at(container, "message_ts"));
  const channel = nameOf(at(container, "channel_id"));
  return externalId === null || channel === null ? {} : { posted: { externalId, result: { channel } } };
}

function decisionOf(actionId: string | null): "approved" | "denied" | null {
  switch (actionId) {
    case APPROVE:
      return "approved";
    case DENY:
      return "denied";
    default:
      return null;
  }
}

/** As plain text, in which nothing of what is to be sent is markup or calls anybody. */
function preview({ title, preview: text }: ApprovalView) {
  return [
    { type: "header", text: plain(title.slice(0, 150)) },
    { type: "section", text: plain(text === "" ? "(empty)" : text.slice(0, 3_000)) },
  ];
}

function plain(text: string) {
  return { type: "plain_text", text, emoji: false };
}

function button(
  label: string,
  more: { readonly style: string; readonly action_id: string; readonly value: string },
) {
  return { type: "button", text: plain(label), ...more };
}

function context(text: string) {
  return { type: "context", elements: [{ type: "mrkdwn", text }] };
}

function verdict({ status, decidedBy, reason }: ApprovalResult): string {
  const word = { approved: "Approved", denied: "Denied", expired: "Expired", canceled: "Canceled" }[status];
  const person =
    decidedBy === null
      ? ""
      : ` by ${/^[UW][A-Z0-9]+$/.test(decidedBy) ? `<@${decidedBy}>` : escaped(decidedBy)}`;
  return `${word}${person}${reason === null ? "" : `: ${escaped(reason)}`}`;
}

/** https://docs.slack.dev/messaging/formatting-message-text/#date-formatting */
function date(ms: number): string {
  return `<!date^${Math.floor(ms / 1_000)}^{date_short_pretty} {time}|${new Date(ms).toISOString()}>`;
}

/** https://docs.slack.dev/messaging/formatting-message-text/#escaping */
function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
