import type { Answer, Flaws, Refusals } from "../../api/provider-api.ts";

/** An error in Twilio's form. https://www.twilio.com/docs/usage/twilios-response#response-formats-exceptions */
export function refusal(status: number, code: number, message: string): Answer {
  const more = `https://www.twilio.com/docs/errors/${code}`;
  return { status, body: { code, message, more_info: more, status } };
}

export const unauthorized: Answer = {
  ...refusal(401, 20003, "Authenticate"),
  headers: { "www-authenticate": 'Basic realm="Twilio API"' },
};

export const notFound = ({ path }: { readonly path: string }): Answer =>
  refusal(404, 20404, `The requested resource ${path} was not found`);

export const toRequired = (): Answer => refusal(400, 21604, "A 'To' phone number is required.");

/** The fields with an error code of their own. */
const fields: Readonly<Record<string, () => Answer>> = {
  To: toRequired,
  MessagingServiceSid: () => refusal(404, 21701, "The Messaging Service does not exist."),
  MediaUrl: () => refusal(400, 21620, "Invalid media URL(s)."),
};

function flawed([first, ...rest]: Flaws): Answer {
  const own = [first, ...rest].flatMap(({ kind, path: [field = ""] }) =>
    kind === "unknown" ? [] : [fields[field]?.() ?? null],
  );
  const found = own.find((answer) => answer !== null);
  const [field = ""] = first.path;
  const says = first.kind === "unknown" ? `Unknown parameter '${field}'.` : `'${field}' ${first.says}.`;
  return found ?? refusal(400, 20001, says);
}

export const refusals: Refusals = {
  noRoute: notFound,
  wrongMethod: () => refusal(405, 20004, "Method not allowed"),
  // Of a body that is no form Twilio reads no parameter at all.
  unreadable: toRequired,
  flawed,
  throttled: () => refusal(429, 20429, "Too Many Requests"),
  failed: (status) => refusal(status, 20500, "An internal server error has occurred"),
};
