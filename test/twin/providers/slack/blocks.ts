import type { Answer } from "../../api/provider-api.ts";
import { isJsonObject } from "../../payload.ts";
import type { JsonObject } from "../../sender.ts";
import { refusalAt } from "./refusals.ts";

const MAX_BLOCKS = 50;

interface Limit {
  readonly of: (element: JsonObject) => unknown;
  readonly name: string;
  readonly max: number;
}

/** Longest texts, in characters. https://docs.slack.dev/reference/block-kit/block-elements/button-element */
const limits: readonly Limit[] = [
  { name: "action_id", of: ({ action_id }) => action_id, max: 255 },
  { name: "block_id", of: ({ block_id }) => block_id, max: 255 },
  { name: "value", of: ({ value }) => value, max: 2000 },
  {
    name: "text",
    of: ({ type, text }) => (type === "button" && isJsonObject(text) ? text.text : undefined),
    max: 75,
  },
  {
    name: "text",
    of: ({ type, text }) => (type === "section" && isJsonObject(text) ? text.text : undefined),
    max: 3000,
  },
];

function checkElement(element: unknown, pointer: string): Answer | null {
  if (!isJsonObject(element) || typeof element.type !== "string") {
    return refusalAt("invalid_blocks", pointer, "missing required field: type");
  }
  const broken = limits.find(({ of, max }) => String(of(element) ?? "").length > max);
  if (broken !== undefined) {
    return refusalAt(
      "invalid_blocks",
      `${pointer}/${broken.name}`,
      `must be no more than ${broken.max} characters`,
    );
  }
  const elements = Array.isArray(element.elements) ? element.elements : [];
  return checkAll(elements, `${pointer}/elements`);
}

function checkAll(elements: readonly unknown[], pointer: string): Answer | null {
  return elements.reduce<Answer | null>(
    (found, element, index) => found ?? checkElement(element, `${pointer}/${index}`),
    null,
  );
}

/** The blocks of a message: a list, or its JSON. null: not readable. */
export function readBlocks(value: unknown): readonly unknown[] | null {
  if (value === undefined) {
    return [];
  }
  try {
    const blocks: unknown = typeof value === "string" ? JSON.parse(value) : value;
    return Array.isArray(blocks) ? blocks : null;
  } catch {
    return null;
  }
}

/** What is wrong with a message's blocks. https://docs.slack.dev/reference/block-kit/blocks */
export function checkBlocks(value: unknown): Answer | null {
  const blocks = readBlocks(value);
  if (blocks === null) {
    return refusalAt("invalid_blocks_format", "/blocks", "must be a list of blocks");
  }
  return blocks.length > MAX_BLOCKS
    ? refusalAt("invalid_blocks", "/blocks", `no more than ${MAX_BLOCKS} items allowed`)
    : checkAll(blocks, "/blocks");
}
