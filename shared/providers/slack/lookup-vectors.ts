import { type LookupVector, SAMPLE_REFERENCE } from "../vectors.ts";

const WINDOW = "oldest=1767225540.000000&latest=1767226200.000000&limit=200&include_all_metadata=true";

function message(ts: string, jobId: string, eventType = "causeway_job") {
  return {
    type: "message",
    ts,
    text: "Hi",
    metadata: { event_type: eventType, event_payload: { job_id: jobId } },
  };
}

function history(...messages: readonly unknown[]) {
  return { status: 200, body: { ok: true, messages, has_more: false } };
}

/** The messages around a doubtful try, and whether one is the job's. */
export function lookups(authorization: string): readonly LookupVector[] {
  const headers = { authorization };
  const request = (query: string) => ({ method: "GET", url: `https://slack.com/api/${query}`, headers });
  return [
    {
      title: "reads the channel's messages of the time with their metadata",
      input: { channel: "C0EXAMPLE", text: "Hi" },
      request: request(`conversations.history?channel=C0EXAMPLE&${WINDOW}`),
      answers: [
        {
          answer: history(
            { type: "message", ts: "1767225603.000100", text: "Hi", user: "U1" },
            message("1767225602.000100", "job_another"),
            message("1767225601.000200", SAMPLE_REFERENCE),
          ),
          result: {
            externalId: "1767225601.000200",
            result: { channel: "C0EXAMPLE", ts: "1767225601.000200" },
          },
        },
        { answer: history(), result: null },
        { answer: history(message("1767225601.000200", SAMPLE_REFERENCE, "another_app")), result: null },
      ],
    },
    {
      title: "reads the thread that the message answers",
      input: { channel: "C0EXAMPLE", text: "Hi", threadTs: "1503435956.000247" },
      request: request(`conversations.replies?channel=C0EXAMPLE&${WINDOW}&ts=1503435956.000247`),
      answers: [],
    },
    {
      title: "reads the channel that messages without one go to",
      input: { text: "Hi" },
      request: request(`conversations.history?channel=C0DEFAULT&${WINDOW}`),
      answers: [],
    },
    {
      title: "asks for nothing where a name or a person stands for the channel",
      input: { channel: "#general", text: "Hi" },
      request: null,
      answers: [],
    },
  ];
}
