import type {
  Answer,
  ApiRequest,
  Caller,
  HeaderContext,
  ProviderApi,
  Route,
} from "../../api/provider-api.ts";
import type { HeaderFields } from "../../sender.ts";
import { postMessage } from "./messages.ts";
import { refusal, refusals } from "./refusals.ts";
import { createWorkspace } from "./workspace.ts";

const SCOPES = "chat:write,chat:write.public,channels:read,groups:read,im:write,users:read,users:read.email";

function identify({ headers }: ApiRequest): Caller | Answer {
  const authorization = headers.get("authorization");
  if (authorization === null) {
    return refusal("not_authed");
  }
  const [, token = ""] = /^Bearer ((?:xoxe\.)?xox[bp]-\S+)$/.exec(authorization) ?? [];
  if (token === "" || token.includes("invalid")) {
    return refusal("invalid_auth");
  }
  return token.includes("revoked")
    ? refusal("token_revoked")
    : { account: createWorkspace(token).teamId, credential: token };
}

/** Check authentication and identity. https://docs.slack.dev/reference/methods/auth.test */
const authTest = {
  path: "/api/auth.test",
  action: "auth.test",
  described: { file: "slack.json", path: "/auth.test", method: "get" },
  params: { type: "object", properties: {} },
  act: ({ credential }) => {
    const { teamId, userId, botId } = createWorkspace(credential);
    const body = {
      ok: true,
      url: "https://cafe-creme.slack.com/",
      team: "Café Crème",
      user: "causeway",
      team_id: teamId,
      user_id: userId,
      bot_id: botId,
      is_enterprise_install: false,
    };
    return { answer: { status: 200, body } };
  },
} satisfies Partial<Route>;

/** https://docs.slack.dev/apis/web-api/#authentication */
const headers = ({ ids }: HeaderContext): HeaderFields => ({
  "content-type": "application/json; charset=utf-8",
  "x-oauth-scopes": SCOPES,
  "x-slack-req-id": ids.hex("request", 32),
});

/** Slack: messages. https://docs.slack.dev/apis/web-api */
export const slackApi: ProviderApi = {
  provider: "slack",
  origin: "https://slack.com",
  hints: [
    "any token xoxb-… or xoxp-…; one with `invalid` or `revoked` in it is refused",
    "channels C0NOTFOUND, C0NOTMEMBER and C0ARCHIVED are refused",
  ],
  identify,
  routes: [
    { ...authTest, method: "POST", takes: ["json", "form"] },
    { ...authTest, method: "GET", takes: ["query"] },
    postMessage,
  ],
  refuse: refusals,
  headers,
};
