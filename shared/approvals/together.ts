import { sha256Hex } from "../crypto/sha256.ts";
import type { NewJob } from "../db/queries/jobs.ts";
import { maskAddress } from "../model/address.ts";
import { findProvider } from "../providers/registry.ts";
import { payloadHash } from "./payload.ts";
import { shownPreview } from "./shown.ts";

/** Recipients that a question about many names, each masked. */
const SHOWN_RECIPIENTS = 5;

/** Jobs of one bulk call, of which all that wait by the same rule are asked about once: the first of them asks. */
export async function askTogether(jobs: readonly NewJob[]): Promise<NewJob[]> {
  const waiting = jobs.filter(({ approvalRequest }) => approvalRequest != null);
  const groups = Map.groupBy(waiting, ({ approvalRequest }) => approvalRequest?.rule?.id ?? null);
  const asked = await Promise.all([...groups.values()].map(joined));
  const byId = new Map(asked.flat().map((job) => [job.id, job]));
  return jobs.map((job) => byId.get(job.id) ?? job);
}

async function joined(jobs: readonly NewJob[]): Promise<NewJob[]> {
  const [first] = jobs;
  const request = first?.approvalRequest;
  const approval = first?.approval;
  if (first === undefined || request == null || approval == null) {
    return [];
  }
  const hashes = await Promise.all(jobs.map(payloadHash));
  const together = { title: titleOf(jobs.length, first), payloadHash: await hashOfAll(hashes) };
  const preview = shownPreview(`${recipients(jobs)}\n\n${request.preview}`);
  return jobs.map((job, index) => ({
    ...job,
    approval: { id: approval.id, hash: null, asked: hashes[index] ?? "" },
    approvalRequest: index === 0 ? { ...request, preview, together } : null,
  }));
}

/** SHA-256 in hex of the hashes of payloads, in the order of their jobs' ids. */
export async function hashOfAll(hashes: readonly string[]): Promise<string> {
  return await sha256Hex(hashes.join("\n"));
}

function titleOf(count: number, { provider, channel, action }: NewJob): string {
  return `${count} × ${channel ?? action}, by ${findProvider(provider)?.name ?? provider}`;
}

/** To whom, and from what; the words of the first stand below. */
function recipients(jobs: readonly NewJob[]): string {
  const addresses = jobs.map(({ address }) => address).filter((address) => address !== null);
  const shown = addresses.slice(0, SHOWN_RECIPIENTS).map(maskAddress);
  const more = jobs.length - shown.length;
  const templates = new Set(
    jobs.map(({ template }) => (template == null ? null : `${template.id}, version ${template.version}`)),
  );
  return [
    `To ${shown.join(", ")}${more > 0 ? ` and ${more} more` : ""}`,
    ...[...templates].filter((one) => one !== null).map((one) => `Template ${one}`),
    jobs.length === 1 ? "" : "The first of them:",
  ]
    .filter((line) => line !== "")
    .join("\n");
}
