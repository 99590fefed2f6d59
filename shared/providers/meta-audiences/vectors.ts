import type { ProviderVectors } from "../vectors.ts";
import { outbound } from "./outbound-vectors.ts";

export const vectors: ProviderVectors = { webhooks: [], outbound };
