import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import { JSON_TYPE } from "./payload.ts";
import { TwinError } from "./sender.ts";

/** The order in a request's body. @throws HTTPException 415 for any other type; TwinError when it is not JSON */
export async function readJson(c: Context): Promise<unknown> {
  // Any other type is one that a page in the browser can post without asking.
  if (!c.req.header("content-type")?.startsWith(JSON_TYPE)) {
    const res = c.json({ error: "the order must be application/json" }, 415);
    throw new HTTPException(415, { res });
  }
  return c.req.json().catch((cause: unknown) => {
    throw new TwinError("the order is not JSON", { cause });
  });
}
