import { z } from "@hono/zod-openapi";
import { toRfc3339 } from "../../../shared/clock.ts";
import type { SegmentRow } from "../../../shared/db/queries/segments.ts";
import { channelSchema } from "../../../shared/model/channel.ts";
import { CONSENT_STATUSES, DEFAULT_TOPIC, topicSchema } from "../../../shared/model/consent.ts";
import {
  countConditions,
  MAX_FILTER_CONDITIONS,
  MAX_FILTER_DEPTH,
  type SegmentFilter,
  TEXT_FIELDS,
} from "../../../shared/model/segment.ts";
import { idSchema, timeSchema } from "../schemas.ts";

const text = z.string().min(1).max(2_000);
const same = z.enum(["eq", "ne"]);
const known = z.enum(["exists", "missing"]);
const days = z.int().min(0).max(36_500);
const custom = { field: z.literal("customField"), name: z.string().min(1).max(100) };

const conditionSchema = z
  .discriminatedUnion("field", [
    z.strictObject({ field: z.literal("tag"), op: same, value: text }),
    z.strictObject({ field: z.literal("channel"), op: same, value: channelSchema }),
    z.discriminatedUnion("op", [
      z.strictObject({ field: z.enum(TEXT_FIELDS), op: z.enum(["eq", "ne", "contains"]), value: text }),
      z.strictObject({ field: z.enum(TEXT_FIELDS), op: known }),
    ]),
    z.discriminatedUnion("op", [
      z.strictObject({ ...custom, op: same, value: z.union([text, z.number(), z.boolean()]) }),
      z.strictObject({ ...custom, op: z.enum(["gt", "lt"]), value: z.number() }),
      z.strictObject({ ...custom, op: z.literal("contains"), value: text }),
      z.strictObject({ ...custom, op: known }),
    ]),
    z.discriminatedUnion("op", [
      z.strictObject({ field: z.literal("createdAt"), op: z.enum(["gt", "lt"]), value: timeSchema }),
      z.strictObject({
        field: z.literal("createdAt"),
        op: z.enum(["withinDays", "olderThanDays"]),
        value: days,
      }),
    ]),
    z.strictObject({
      field: z.literal("consent"),
      channel: channelSchema,
      topic: topicSchema.default(DEFAULT_TOPIC),
      op: same,
      value: z.enum(CONSENT_STATUSES),
    }),
  ])
  .openapi("SegmentCondition", { description: "`ne` holds also where nothing is known." });

function filterOf(depth: number): z.ZodType<SegmentFilter> {
  if (depth === 0) {
    return conditionSchema;
  }
  const parts = z
    .array(filterOf(depth - 1))
    .min(1)
    .max(MAX_FILTER_CONDITIONS);
  return z.union([conditionSchema, z.strictObject({ all: parts }), z.strictObject({ any: parts })]);
}

const filterSchema = filterOf(MAX_FILTER_DEPTH).refine(
  (filter) => countConditions(filter) <= MAX_FILTER_CONDITIONS,
  { error: `must have at most ${MAX_FILTER_CONDITIONS} conditions` },
);

const fields = {
  name: z.string().trim().min(1).max(100),
  filter: filterSchema.openapi({
    description: `A condition, or \`{all: […]}\` or \`{any: […]}\` of such, up to ${MAX_FILTER_DEPTH} deep.`,
  }),
};

export const createSegmentSchema = z.strictObject(fields).openapi({
  example: {
    name: "German customers",
    filter: {
      all: [
        { field: "tag", op: "eq", value: "customer" },
        { field: "consent", channel: "email", op: "eq", value: "granted" },
        {
          any: [
            { field: "locale", op: "eq", value: "de" },
            { field: "customField", name: "country", op: "eq", value: "DE" },
          ],
        },
      ],
    },
  },
});

export const patchSegmentSchema = z.strictObject(fields).partial();

export const segmentSchema = z
  .object({ id: idSchema("segment"), ...fields, createdAt: timeSchema, updatedAt: timeSchema })
  .openapi("Segment");

export function presentSegment({ id, name, filter, createdAt, updatedAt }: SegmentRow) {
  return { id, name, filter, createdAt: toRfc3339(createdAt), updatedAt: toRfc3339(updatedAt) };
}
