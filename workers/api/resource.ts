import { createRoute, type RouteConfig, z } from "@hono/zod-openapi";
import { requires } from "./middleware/access.ts";
import { idempotencyHeaders, jsonAnswer, jsonBody } from "./schemas.ts";
import type { Requirement } from "./types.ts";

/** What an operation says of itself. */
interface Words {
  readonly operationId: string;
  readonly summary: string;
}

type Responses = RouteConfig["responses"];

/** What it answers, with the refusals that do not follow from what it takes: `withRefusals` adds those. */
interface Answering<R extends Responses> extends Words {
  readonly responses: R;
}

interface Told<B extends z.ZodType, R extends Responses> extends Answering<R> {
  readonly body: B;
}

interface Paged<Q extends z.ZodRawShape, P extends z.ZodType> extends Words {
  /** `pageQuery`, and the filters beside it. */
  readonly query: Q;
  readonly page: P;
}

/**
 * The descriptions of what can be done with one kind of thing: with all of them at `path`, with one at `path/{id}`.
 * Reading takes the scope `read` of the caller, all else `write`. What creates or acts heeds an Idempotency-Key.
 */
export function resource<I extends z.ZodObject>({
  path,
  params,
  tags,
  read,
  write,
}: {
  readonly path: string;
  readonly params: I;
  readonly tags: string[];
  readonly read: Requirement;
  readonly write: Requirement;
}) {
  const one = `${path}/{id}`;
  const headers = idempotencyHeaders;
  const reads = ({ operationId, summary }: Words) => ({ operationId, tags, summary, ...requires(read) });
  const writes = ({ operationId, summary }: Words) => ({ operationId, tags, summary, ...requires(write) });
  return {
    /** POST `path`. */
    create: <B extends z.ZodType, R extends Responses>(it: Told<B, R>) =>
      createRoute({
        method: "post",
        path,
        ...writes(it),
        request: { body: jsonBody(it.body), headers },
        responses: it.responses,
      }),
    /** GET `path`, a page at a time. */
    list: <Q extends z.ZodRawShape, P extends z.ZodType>(it: Paged<Q, P>) =>
      createRoute({
        method: "get",
        path,
        ...reads(it),
        request: { query: z.strictObject(it.query) },
        responses: { 200: jsonAnswer(it.page, "A page") },
      }),
    /** GET `path/{id}`. */
    get: <R extends Responses>(it: Answering<R>) =>
      createRoute({ method: "get", path: one, ...reads(it), request: { params }, responses: it.responses }),
    /** PATCH `path/{id}`. */
    patch: <B extends z.ZodType, R extends Responses>(it: Told<B, R>) =>
      createRoute({
        method: "patch",
        path: one,
        ...writes(it),
        request: { params, body: jsonBody(it.body) },
        responses: it.responses,
      }),
    /** DELETE `path/{id}`. */
    remove: <R extends Responses>(it: Answering<R>) =>
      createRoute({
        method: "delete",
        path: one,
        ...writes(it),
        request: { params },
        responses: it.responses,
      }),
    /** POST `path/{id}/verb`. */
    act: <R extends Responses>(verb: string, it: Answering<R>) =>
      createRoute({
        method: "post",
        path: `${one}/${verb}`,
        ...writes(it),
        request: { params, headers },
        responses: it.responses,
      }),
    /** POST `path/{id}/verb` that takes a body. */
    actWith: <B extends z.ZodType, R extends Responses>(verb: string, it: Told<B, R>) =>
      createRoute({
        method: "post",
        path: `${one}/${verb}`,
        ...writes(it),
        request: { params, body: jsonBody(it.body), headers },
        responses: it.responses,
      }),
  };
}
