import { type ExpectedRequest, type LookupVector, SAMPLE_REFERENCE } from "../vectors.ts";

/** As Stripe's package writes it. */
const QUERY = `metadata[%27causeway_job%27]%3A%27${SAMPLE_REFERENCE}%27`;

function page(...data: readonly unknown[]) {
  return { status: 200, body: { object: "search_result", has_more: false, data } };
}

/** The search for what a job made: an object of its own, none, and one of another job's. */
export function lookups(
  plural: string,
  headers: ExpectedRequest["headers"],
  sample: { readonly input: unknown; readonly made: { readonly id: string }; readonly result: unknown },
): readonly LookupVector[] {
  const { input, made, result } = sample;
  return [
    {
      title: "searches for the object that has the job's id in its metadata",
      input,
      request: {
        method: "GET",
        url: `https://api.stripe.com/v1/${plural}/search?query=${QUERY}&limit=1`,
        headers,
      },
      answers: [
        {
          answer: page({ ...made, metadata: { order: "1042", causeway_job: SAMPLE_REFERENCE } }),
          result: { externalId: made.id, result },
        },
        { answer: page(), result: null },
        { answer: page({ ...made, metadata: { causeway_job: "job_another" } }), result: null },
      ],
    },
  ];
}
