import { bodyOnly } from "./vectors/body-only.ts";
import { publicKey } from "./vectors/public-key.ts";
import { standardWebhooksVectors } from "./vectors/standard-webhooks.ts";
import { timestamped } from "./vectors/timestamped.ts";
import { urlAndForm } from "./vectors/url-and-form.ts";
import { values } from "./vectors/values.ts";
import type { Vector } from "./vectors/vector.ts";

export const vectors: readonly Vector[] = [
  ...bodyOnly,
  ...timestamped,
  ...standardWebhooksVectors,
  ...urlAndForm,
  ...values,
  ...publicKey,
];
