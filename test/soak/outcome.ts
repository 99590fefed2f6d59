import { z } from "zod";
import type { Api } from "../scripts/demo/api.ts";
import type { Effect } from "../scripts/demo/webhooks/expect.ts";
import { senders } from "./plan.ts";
import type { SoakEndpoint } from "./signer.ts";

const PAGE = 200;
/** The senders whose invoices and receipts are told from what was sent alone. */
const RECEIPTS = ["twilio", "resend", "sendgrid"];
const INVOICES = ["stripe"];

const createdSchema = z.object({ url: z.url() });
const endpointSchema = z.object({ rejected: z.record(z.string(), z.int()) });
const effectSchema = z.object({ provider: z.string(), externalId: z.string(), status: z.string() });
const pageSchema = z.object({ data: z.array(effectSchema), nextCursor: z.string().nullable() });

export async function createEndpoints(api: Api): Promise<ReadonlyMap<string, SoakEndpoint>> {
  const endpoints = new Map<string, SoakEndpoint>();
  for (const { provider, scheme, ...sender } of senders) {
    const { secret, signingKey } = sender.newSecret();
    const body = { provider, secret, ...(scheme === undefined ? {} : { scheme }) };
    const { url } = await api.post("/v1/endpoints", body, createdSchema);
    endpoints.set(provider, { url, signingKey });
  }
  return endpoints;
}

/** Refused requests as the endpoints count them. */
export async function countRefused(api: Api): Promise<number> {
  const endpoints = await api.list("/v1/endpoints", endpointSchema);
  return endpoints.flatMap(({ rejected }) => Object.values(rejected)).reduce((sum, count) => sum + count, 0);
}

export async function readEffects(api: Api): Promise<readonly Effect[]> {
  const receipts = await Promise.all(RECEIPTS.map((provider) => listEffects(api, "receipt", provider)));
  const invoices = await Promise.all(INVOICES.map((provider) => listEffects(api, "invoice", provider)));
  return [...receipts, ...invoices].flat();
}

const PATHS = { receipt: "/v1/delivery-receipts", invoice: "/v1/billing/invoices" } as const;

/** However many there are: `Api.list` gives up after fifty pages. */
async function listEffects(api: Api, kind: Effect["kind"], provider: string): Promise<Effect[]> {
  const all: Effect[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const from: string = cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`;
    const path = `${PATHS[kind]}?limit=${PAGE}&provider=${provider}${from}`;
    const { data, nextCursor }: z.infer<typeof pageSchema> = await api.get(path, pageSchema);
    all.push(...data.map((effect) => ({ kind, ...effect })));
    cursor = nextCursor;
  }
  return all;
}
