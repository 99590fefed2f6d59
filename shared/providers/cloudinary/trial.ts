import { at, nameOf } from "../../model/read.ts";
import type { Call } from "../action.ts";
import type { Trial } from "../trial.ts";
import { accountUrl } from "./auth.ts";
import { signParameters } from "./sign.ts";

/** One transparent pixel. */
const PIXEL = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==";

/** A signed call of the upload API. https://cloudinary.com/documentation/image_upload_api_reference */
async function callSigned(
  call: Call,
  method: "upload" | "destroy",
  { publicId, now, ...more }: { readonly publicId: string; readonly now: number; readonly file?: string },
): Promise<Response> {
  const { apiKey = "", apiSecret = "", signatureAlgorithm } = call.credentials;
  const parameters = { public_id: publicId, timestamp: String(Math.floor(now / 1_000)), ...more };
  const algorithm = signatureAlgorithm === "sha256" ? "SHA-256" : "SHA-1";
  const signature = await signParameters(parameters, { apiSecret, algorithm });
  return await call.fetch(accountUrl(call, `/image/${method}`), {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ ...parameters, api_key: apiKey, signature }).toString(),
  });
}

export const trial: Trial = {
  what: "an image of one pixel, by a signed upload",
  docs: "https://cloudinary.com/documentation/image_upload_api_reference#upload",
  create: (call, now) =>
    callSigned(call, "upload", { publicId: `causeway/${call.reference}`, now, file: PIXEL }),
  created: ({ body }) => nameOf(at(body, "public_id")),
  remove: (publicId, call, now) => callSigned(call, "destroy", { publicId, now }),
  samples: {
    create: {
      request: {
        method: "POST",
        url: "https://api.cloudinary.com/v1_1/acme/image/upload",
        headers: {},
        body: {
          form: [
            ["public_id", "causeway/job_01jz8w3f6he5v8t2q4c0n7x9ka"],
            ["timestamp", "1767225600"],
            ["file", PIXEL],
            ["api_key", "123456789012345"],
            ["signature", "6cc86731f92c15132c62ec13047fd14ac40627a7"],
          ],
        },
      },
      answer: {
        status: 200,
        body: { asset_id: "a1", public_id: "causeway/job_01jz8w3f6he5v8t2q4c0n7x9ka", version: 1767225600 },
      },
    },
    id: "causeway/job_01jz8w3f6he5v8t2q4c0n7x9ka",
    remove: {
      request: {
        method: "POST",
        url: "https://api.cloudinary.com/v1_1/acme/image/destroy",
        headers: {},
        body: {
          form: [
            ["public_id", "causeway/job_01jz8w3f6he5v8t2q4c0n7x9ka"],
            ["timestamp", "1767225600"],
            ["api_key", "123456789012345"],
            ["signature", "6cc86731f92c15132c62ec13047fd14ac40627a7"],
          ],
        },
      },
      answer: { status: 200, body: { result: "ok" } },
    },
  },
};
