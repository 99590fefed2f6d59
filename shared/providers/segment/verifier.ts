import { utf8ToBytes } from "../../crypto/bytes.ts";
import { readJson, UnparsedBody } from "../../model/body.ts";
import { prepareVerifier } from "../../signatures/prepare.ts";
import { type SchemeInput, schemeSchema } from "../../signatures/scheme.ts";
import { type LiveSecret, refuse, type SignedRequest, type Verifier } from "../../signatures/verifier.ts";

const HEADER = "x-segment-signature";
const OLDER_HEADER = "x-signature";

/** HMAC-SHA1 over the whole body. */
export function segmentScheme(header: string) {
  return {
    kind: "hmac",
    algorithm: "sha1",
    signature: { from: { header }, encoding: "hex" },
    content: [{ body: "raw" }],
  } satisfies SchemeInput;
}

export const SCHEME = segmentScheme(HEADER);

const PARTLY_SIGNED = refuse(
  "invalid_signature",
  "signature",
  `header "${HEADER}", because "${OLDER_HEADER}" signs the first event of a batch only`,
);

/**
 * Segment's newer header signs the whole body and alone counts where it is there. The older one signs the first event
 * of a batch, written anew: a batch of one holds, the rest of a longer one would be nobody's word.
 * https://segment.com/docs/connections/destinations/catalog/actions-webhook/#authentication
 */
export function prepareSegmentVerifier(secrets: readonly LiveSecret[]): Verifier {
  const whole = prepareVerifier(schemeSchema.parse(SCHEME), secrets);
  const older = prepareVerifier(schemeSchema.parse(segmentScheme(OLDER_HEADER)), secrets);
  return {
    async verify(request, now) {
      if (request.headers.has(HEADER) || !request.headers.has(OLDER_HEADER)) {
        return await whole.verify(request, now);
      }
      const verdict = await older.verify(request, now);
      const batch = verdict.ok ? null : readBatch(request);
      if (batch === null) {
        return verdict;
      }
      const first = await older.verify({ ...request, body: utf8ToBytes(JSON.stringify(batch[0])) }, now);
      return first.ok && batch.length > 1 ? PARTLY_SIGNED : first;
    },
  };
}

function readBatch({ body }: SignedRequest): readonly unknown[] | null {
  try {
    const parsed = readJson(body);
    return Array.isArray(parsed) && parsed.length > 0 ? parsed : null;
  } catch (error) {
    if (error instanceof UnparsedBody) {
      return null;
    }
    throw error;
  }
}
