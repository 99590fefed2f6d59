import type { OpenAPIHono } from "@hono/zod-openapi";
import type { ApiEnv } from "./types.ts";

type ApiDocument = ReturnType<OpenAPIHono<ApiEnv>["getOpenAPI31Document"]>;
type Operation = NonNullable<NonNullable<ApiDocument["paths"]>[string]["get"]>;

const REFUSED = {
  description: "Refused",
  content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
};

/**
 * The document with the refusals that follow from what an operation takes: whoever reads one that has a body learns that
 * it may be too large, without every route having to say so.
 */
export function withRefusals(document: ApiDocument): ApiDocument {
  const paths = Object.entries(document.paths ?? {}).map(([path, operations]) => [
    path,
    Object.fromEntries(
      Object.entries(operations).map(([method, operation]: [string, Operation]) => [
        method,
        { ...operation, responses: { ...refusalsOf(operation), ...operation.responses } },
      ]),
    ),
  ]);
  return { ...document, paths: Object.fromEntries(paths) };
}

function refusalsOf(operation: Operation): Record<string, typeof REFUSED> {
  const parameters = (operation.parameters ?? []).filter((parameter) => "in" in parameter);
  const takes = (place: string, name?: string) =>
    parameters.some((parameter) => parameter.in === place && (name === undefined || parameter.name === name));
  const statuses = [
    ...(operation.security === undefined ? [] : [401, 403, 429]),
    ...(takes("path") ? [404] : []),
    ...(takes("query") ? [422] : []),
    ...(takes("query", "cursor") ? [400] : []),
    ...(takes("header", "idempotency-key") ? [400, 409, 422] : []),
    ...(operation.requestBody === undefined ? [] : [400, 413, 415, 422]),
  ];
  return Object.fromEntries(statuses.map((status) => [status, REFUSED]));
}
