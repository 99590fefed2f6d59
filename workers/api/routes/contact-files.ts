import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { Problem } from "../../../shared/errors.ts";
import { mediaType } from "../../../shared/model/body.ts";
import { callerOrganization } from "../caller.ts";
import { exportContacts } from "../contacts/export.ts";
import { COLUMNS, FILE_TYPES, type FileFormat, readContacts } from "../contacts/files.ts";
import { importContacts, MAX_LINES } from "../contacts/import.ts";
import { requires } from "../middleware/access.ts";
import { jsonAnswer } from "../schemas.ts";
import type { ApiEnv } from "../types.ts";

const tags = ["People, consent, compliance"];
const FORMATS = ["csv", "ndjson"] as const satisfies readonly FileFormat[];

const resultSchema = z
  .object({
    created: z.int(),
    updated: z.int(),
    refused: z.int(),
    errors: z.array(z.object({ line: z.int(), path: z.string(), message: z.string() })).openapi({
      description: "The first hundred; lines are counted from 1, in CSV records without the header.",
    }),
    complete: z
      .boolean()
      .openapi({ description: `False where more than ${MAX_LINES} lines came: send the rest.` }),
  })
  .openapi("ImportResult");

const text = { schema: z.string() };

const importRoute = createRoute({
  method: "post",
  path: "/v1/contacts/import",
  operationId: "importContacts",
  tags,
  summary: `Create and change people from a file, line by line: CSV with a header of ${COLUMNS.join(", ")}, or NDJSON of the same fields.`,
  ...requires("contacts:write"),
  request: { body: { content: { [FILE_TYPES.csv]: text, [FILE_TYPES.ndjson]: text } } },
  responses: { 200: jsonAnswer(resultSchema, "What became of the lines") },
});

const exportRoute = createRoute({
  method: "get",
  path: "/v1/contacts/export",
  operationId: "exportContacts",
  tags,
  summary: "Everybody as a file, as it can be imported again; streamed.",
  ...requires("contacts:read"),
  request: { query: z.strictObject({ format: z.enum(FORMATS).default("csv") }) },
  responses: { 200: { description: "The file", content: { "*/*": text } } },
});

/** To be registered before the routes of `/v1/contacts/{id}`, whose id these are not. */
export function contactFileRoutes(app: OpenAPIHono<ApiEnv>): void {
  app.openapi(importRoute, async (c) => {
    const type = mediaType(c.req.header("content-type") ?? "");
    // a single object is a file of one line
    const format = type === "application/json" ? "ndjson" : FORMATS.find((one) => FILE_TYPES[one] === type);
    if (format === undefined) {
      throw new Problem(
        "unsupported_media_type",
        `Send \`Content-Type: ${FILE_TYPES.csv}\` or \`${FILE_TYPES.ndjson}\`.`,
      );
    }
    const { body } = c.req.raw;
    const lines = readContacts(body ?? new Response("").body ?? new ReadableStream(), format);
    const organizationId = callerOrganization(c.var.principal);
    const { unreadable, ...result } = await importContacts(lines, organizationId, c.env.context);
    if (unreadable !== null) {
      const { created, updated, refused } = result;
      throw new Problem(
        "validation_failed",
        `${unreadable} Of the lines before it ${created} were created, ${updated} updated and ${refused} refused.`,
      );
    }
    return c.json(result, 200);
  });

  app.openapi(exportRoute, (c) => {
    const { format } = c.req.valid("query");
    const stream = exportContacts(c.env.context.db, callerOrganization(c.var.principal), format);
    return new Response(stream, {
      headers: {
        "content-type": `${FILE_TYPES[format]}; charset=utf-8`,
        "content-disposition": `attachment; filename="contacts.${format}"`,
        "cache-control": "no-store",
      },
    });
  });
}
