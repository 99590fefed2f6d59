import { isForm, readForm, readJson, UnparsedBody } from "../../model/body.ts";
import { at, nameOf } from "../../model/read.ts";
import type { SignedRequest } from "../../signatures/verifier.ts";
import { type ProtocolReply, textReply } from "../define.ts";

/** Slack's probes have a few hundred bytes; what is longer is an event and is not parsed twice. */
const MAX_PROBE_BYTES = 8192;

function answerForm(body: Uint8Array): ProtocolReply | null {
  return at(readForm(body), "ssl_check") === "1" ? textReply("") : null;
}

function answerJson(body: Uint8Array): ProtocolReply | null {
  const request = readJson(body);
  const challenge = nameOf(at(request, "challenge"));
  return at(request, "type") === "url_verification" && challenge !== null ? textReply(challenge) : null;
}

/**
 * Answers the challenge that Slack sends when a Request URL is saved, and its checks of our certificate. Both come
 * before the signing secret need be known, and neither answer says anything that the sender did not say first.
 * https://docs.slack.dev/reference/events/url_verification/
 */
export function handshake(request: SignedRequest): ProtocolReply | null {
  if (request.method === "GET") {
    return new URL(request.url).searchParams.get("ssl_check") === "1" ? textReply("") : null;
  }
  if (request.body.byteLength > MAX_PROBE_BYTES) {
    return null;
  }
  try {
    return isForm(request.headers.get("content-type") ?? "")
      ? answerForm(request.body)
      : answerJson(request.body);
  } catch (error) {
    if (error instanceof UnparsedBody) {
      return null;
    }
    throw error;
  }
}
