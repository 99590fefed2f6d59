import { Problem, problemResponse } from "../shared/errors.ts";
import { newId } from "../shared/ids.ts";
import { createLog, type Log } from "../shared/log.ts";

/**
 * The edge of the fetch trigger: every answer carries a request id; expected refusals become problems, surprises are
 * logged here, once, and become `internal`.
 */
export async function answerAtEdge(
  request: Request,
  work: (requestId: string) => Promise<Response>,
  log: Log = createLog(),
): Promise<Response> {
  const requestId = newId("request", Date.now());
  try {
    return withHeader(await work(requestId), "x-request-id", requestId);
  } catch (cause) {
    const problem =
      cause instanceof Problem
        ? cause
        : new Problem("internal", "Try again; if it stays, quote the request id.");
    if (problem !== cause) {
      log.error("fetch.failed", { requestId, method: request.method }, cause);
    }
    return problemResponse(problem, { origin: new URL(request.url).origin, requestId });
  }
}

/** The answer with one header more; one that came from elsewhere, whose headers are fixed, is copied. */
function withHeader(answer: Response, name: string, value: string): Response {
  try {
    answer.headers.set(name, value);
    return answer;
  } catch {
    const copy = new Response(answer.body, answer);
    copy.headers.set(name, value);
    return copy;
  }
}
