import { z } from "@hono/zod-openapi";
import { base64ToBytes, utf8ToBytes } from "../../../shared/crypto/bytes.ts";
import type { EndpointRow } from "../../../shared/db/queries/endpoints.ts";
import { isId } from "../../../shared/ids.ts";
import { inboundBody, readEvents } from "../../../shared/inbound/read-events.ts";
import type { SignedRequest, Verdict, VerificationStep } from "../../../shared/signatures/verifier.ts";
import type { Context } from "../../context.ts";
import { idSchema, timeSchema } from "../schemas.ts";
import { invalidField } from "../validation.ts";
import { judge } from "./judge.ts";

const STEPS: readonly VerificationStep[] = ["secret", "header", "timestamp", "signature"];
const MAX_CAPTURED_CHARACTERS = 1_000_000;

export const verifySchema = z
  .strictObject({
    method: z.string().min(1).max(20).default("POST"),
    query: z
      .string()
      .max(8_000)
      .optional()
      .openapi({ description: "What stood behind the `?` of the URL called." }),
    headers: z.union([
      z.record(z.string().min(1).max(200), z.string().max(20_000)),
      z.array(z.tuple([z.string().min(1).max(200), z.string().max(20_000)])).max(200),
    ]),
    body: z.string().max(MAX_CAPTURED_CHARACTERS).optional().openapi({ description: "As text in UTF-8." }),
    bodyBase64: z
      .string()
      .max(MAX_CAPTURED_CHARACTERS)
      .optional()
      .openapi({ description: "Instead of `body`, where the bytes must be exact." }),
    receivedAt: timeSchema.optional().openapi({ description: "Now, unless you say." }),
  })
  .openapi({
    example: {
      headers: { "x-hub-signature-256": "sha256=0123abcd", "content-type": "application/json" },
      body: '{"action":"opened"}',
    },
  });

export const verifiedSchema = z
  .object({
    ok: z.boolean(),
    secretId: idSchema("secret").nullable(),
    reason: z.string().nullable(),
    steps: z.array(
      z.object({
        step: z.enum(["secret", "header", "timestamp", "signature"]),
        ok: z
          .boolean()
          .nullable()
          .openapi({ description: "null: not reached, because an earlier one failed." }),
        expected: z.string().nullable(),
      }),
    ),
    handshake: z.boolean().openapi({ description: "Answered as a probe of the protocol: no event." }),
    events: z.array(
      z.object({
        id: z.string().nullable(),
        type: z.string(),
        subject: z.string().nullable(),
        time: z.string().nullable(),
      }),
    ),
  })
  .openapi("VerificationResult");

type Captured = z.infer<typeof verifySchema>;

/** Says of a captured request what the endpoint would make of it, and which step failed; nothing is stored. */
export async function explain(
  row: EndpointRow,
  captured: Captured,
  context: Context,
): Promise<z.infer<typeof verifiedSchema>> {
  const request = requestOf(row, captured);
  const receivedAt = captured.receivedAt === undefined ? context.clock() : Date.parse(captured.receivedAt);
  const { verdict, webhook, scheme } = await judge(row, request, receivedAt, context);
  // without a secret, so that nothing that takes one to answer is computed here
  const endpoint = { secret: null, ...(scheme === null || row.scheme === null ? {} : { scheme }) };
  const isHandshake = ((await webhook.handshake?.(request, verdict.ok, endpoint)) ?? null) !== null;
  const envelope = {
    contentType: request.headers.get("content-type") ?? "",
    headers: [...request.headers],
    url: request.url,
    receivedAt,
  };
  const events =
    verdict.ok && !isHandshake ? readEvents(webhook, inboundBody(envelope, request.body, row)) : [];
  return {
    ok: verdict.ok,
    secretId:
      verdict.ok && verdict.secretId !== null && isId("secret", verdict.secretId) ? verdict.secretId : null,
    reason: verdict.ok ? null : verdict.reason,
    steps: stepsOf(verdict),
    handshake: isHandshake,
    events: events.map(({ id, type, subject, time }) => ({
      id,
      type: `${row.provider}.${type}`,
      subject,
      time: time === null ? null : new Date(time).toISOString(),
    })),
  };
}

function stepsOf(verdict: Verdict) {
  const failed = verdict.ok ? STEPS.length : STEPS.indexOf(verdict.step);
  return STEPS.map((step, index) => ({
    step,
    ok: index < failed ? true : index === failed ? false : null,
    expected: !verdict.ok && index === failed ? verdict.expected : null,
  }));
}

/** @throws Problem naming the field that cannot be read */
function requestOf(row: EndpointRow, { method, query, headers, body, bodyBase64 }: Captured): SignedRequest {
  if ((body === undefined) === (bodyBase64 === undefined)) {
    throw invalidField("body", "must be given, or `bodyBase64` in its stead, and not both");
  }
  const bytes = bodyBase64 === undefined ? utf8ToBytes(body ?? "") : base64ToBytes(bodyBase64);
  if (bytes === null) {
    throw invalidField("bodyBase64", "must be standard base64");
  }
  const search = query === undefined || query === "" ? "" : `?${query.replace(/^\?/, "")}`;
  return { method, url: row.url + search, headers: headersOf(headers), body: bytes };
}

function headersOf(given: Captured["headers"]): Headers {
  const headers = new Headers();
  try {
    for (const [name, value] of Array.isArray(given) ? given : Object.entries(given)) {
      headers.append(name, value);
    }
  } catch {
    throw invalidField("headers", "has a name or a value that no HTTP header has");
  }
  return headers;
}
