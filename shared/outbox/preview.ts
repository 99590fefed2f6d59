import type { WordedMessage } from "./carry.ts";

/** What somebody who is to approve a message reads of it: its words, or what fills its provider's template. */
export function previewOf({
  subject,
  text,
  files = [],
  template,
}: {
  readonly subject?: string | null | undefined;
  readonly text?: string | null | undefined;
  /** Their names or URLs. */
  readonly files?: readonly string[];
  readonly template?: WordedMessage["template"];
}): string {
  const kept =
    template === undefined
      ? []
      : [`Template ${template.id} of ${template.provider}`, JSON.stringify(template.data, null, 2)];
  return [subject, text, ...kept, ...files].filter((part) => part != null).join("\n\n");
}
