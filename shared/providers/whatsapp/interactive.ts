import { z } from "zod";

/** What interactive messages have besides what is chosen from. */
export const words = {
  text: z.string().min(1).max(1_024),
  header: z.string().min(1).max(60).optional(),
  footer: z.string().min(1).max(60).optional(),
};

interface Words {
  readonly text: string;
  readonly header?: string | undefined;
  readonly footer?: string | undefined;
}

/** https://developers.facebook.com/docs/whatsapp/cloud-api/reference/messages#interactive-object */
export function interactive(type: "button" | "list", { text, header, footer }: Words, action: unknown) {
  return {
    type: "interactive",
    interactive: {
      type,
      header: header === undefined ? undefined : { type: "text", text: header },
      body: { text },
      footer: footer === undefined ? undefined : { text: footer },
      action,
    },
  };
}

/** Ids come back with the answer, so each must say which of them was chosen. */
export function areDistinct(items: readonly { readonly id: string }[]): boolean {
  return new Set(items.map(({ id }) => id)).size === items.length;
}
