import { z } from "zod";
import type { Api } from "../scripts/demo/api.ts";
import type { AcceptedJob, OutboundJob } from "../scripts/demo/messages/jobs.ts";

const acceptedSchema = z.object({
  batchId: z.string(),
  accepted: z.int(),
  rejected: z.array(z.object({ index: z.int(), detail: z.string() })),
});
const markedSchema = z.object({ id: z.string(), metadata: z.object({ mark: z.string() }) });

/** Hands messages to the API in one bulk call. @throws Error when one is refused */
export async function submitBulk(api: Api, plan: readonly OutboundJob[]): Promise<AcceptedJob[]> {
  const messages = plan.map(({ body, mark }) => ({ ...body, metadata: { mark } }));
  const { batchId, accepted, rejected } = await api.post("/v1/messages/bulk", { messages }, acceptedSchema);
  if (accepted !== plan.length) {
    throw new Error(`The bulk call refused ${rejected.length} messages: ${rejected[0]?.detail ?? ""}`);
  }
  const ids = new Map<string, string>();
  for (const { id, metadata } of await api.list(`/v1/jobs?batchId=${batchId}`, markedSchema)) {
    ids.set(metadata.mark, id);
  }
  return plan.map((job) => ({ ...job, id: ids.get(job.mark) ?? "missing" }));
}
