import { at, idOf, nameOf } from "../../model/read.ts";
import type { Call } from "../action.ts";
import type { ConnectionRules } from "../define.ts";

export const BASE_URL = "https://slack.com/api";

/** Calls a method of the Web API with JSON; the token stands in a header only. https://docs.slack.dev/apis/web-api/ */
export function callMethod(method: string, body: unknown, { credentials, fetch }: Call): Promise<Response> {
  return fetch(`${BASE_URL}/${method}`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${credentials.botToken ?? ""}`,
      "content-type": "application/json; charset=utf-8",
    },
    body: JSON.stringify(body),
  });
}

/**
 * https://docs.slack.dev/reference/methods/auth.test
 *
 * Limits are those of one app in one workspace, and so is a bot token: it names the account by itself.
 */
export const connection: ConnectionRules = {
  validate: (call) => callMethod("auth.test", {}, call),
  account: ({ body }) => {
    const id = idOf(at(body, "team_id"));
    return id === null ? null : { id, name: nameOf(at(body, "team")) };
  },
};
