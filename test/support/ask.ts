import { expect } from "vitest";
import { PROBLEMS } from "../../shared/errors.ts";
import { faultsOf, undocumentedFields } from "./json-schema.ts";
import type { Operation } from "./operations.ts";
import type { TestPlatform } from "./platform.ts";

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** null where the answer is no JSON. */
  readonly body: unknown;
}

/**
 * Asks, and holds the answer against the document: its status, its form, no field beyond it, and
 * the id that every answer has.
 */
export async function ask(
  platform: TestPlatform,
  operation: Operation,
  path: string,
  options: RequestInit,
): Promise<Answer> {
  const response = await platform.fetch(path, options);
  const text = await response.text();
  const { status, headers } = response;
  expect(headers.get("x-request-id")).toMatch(/^req_/);
  const documented = operation.responses[status];
  expect(documented, `${operation.name} does not document its ${status}: ${text}`).toBeDefined();
  const [type, content] = Object.entries(documented?.content ?? {})[0] ?? [];
  if (type === undefined || content === undefined || type === "*/*") {
    return { status, headers, body: null };
  }
  expect(headers.get("content-type")).toBe(type);
  const body: unknown = JSON.parse(text);
  const place = { path: "body", schemas: operation.schemas };
  expect(faultsOf(body, content.schema, place)).toEqual([]);
  expect(undocumentedFields(body, content.schema, place), "is shown and not documented").toEqual([]);
  return { status, headers, body };
}

/** A refusal as every route gives it, with a code of the table. */
export interface Refusal {
  readonly code: keyof typeof PROBLEMS;
  readonly title: string;
  readonly errors?: { readonly path: string; readonly message: string }[];
}

/** Asks for a refusal with `status`. */
export async function refusal(
  platform: TestPlatform,
  operation: Operation,
  path: string,
  options: RequestInit & { readonly status: number },
): Promise<Refusal & { readonly headers: Headers }> {
  const { status, ...init } = options;
  const answer = await ask(platform, operation, path, init);
  expect([answer.status, answer.body]).toEqual([status, expect.objectContaining({ status })]);
  const body = answer.body as Refusal;
  expect(PROBLEMS[body.code]).toEqual({ status, title: body.title });
  return { ...body, headers: answer.headers };
}

/** A request of the operation with a JSON body, where its method has one. */
export function requestOf(
  { method }: Operation,
  token: string | null,
  body: BodyInit = "{}",
  type = "application/json",
): RequestInit {
  return {
    method,
    headers: { ...(token === null ? {} : { authorization: `Bearer ${token}` }), "content-type": type },
    ...(method === "GET" || method === "DELETE" ? {} : { body }),
  };
}
