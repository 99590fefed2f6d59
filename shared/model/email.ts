import { z } from "zod";

/** `jane@example.com` or `Jane <jane@example.com>`; whether the address is one is for the provider to say. */
export const mailbox = z
  .string()
  .max(320)
  .regex(
    /^(?:[^<>\r\n]*<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/,
    "must be an email address, with or without a name",
  );

/** An address without a name. */
export const emailAddress = z
  .string()
  .max(254)
  .regex(/^[^\s<>@]+@[^\s<>@]+$/, "must be an email address");

/** One mailbox, or a list of at most `max`. */
export function mailboxes(max: number) {
  return z.union([mailbox, z.array(mailbox).min(1).max(max)], {
    error: `must be an email address or a list of 1 to ${max}`,
  });
}

export const emailHeaders = z.record(
  z.string().regex(/^[!-9;-~]+$/, "is no header name"),
  z.string().regex(/^[^\r\n]*$/, "must be one line"),
);

/** RFC 5322 section 2.1.1: one line. */
export const emailSubject = z
  .string()
  .min(1)
  .max(998)
  .regex(/^[^\r\n]*$/, "must be one line");

export const emailAttachment = z.strictObject({
  filename: z.string().min(1).max(255),
  content: z.base64().min(1).describe("base64 (RFC 4648 section 4)"),
  contentType: z.string().min(1).max(255).optional(),
  contentId: z.string().min(1).max(127).optional().describe("What `cid:` in the HTML refers to."),
});

/** The address of a mailbox and its name, where it has one; a quoted name (RFC 5322 section 3.4) without its quotes. */
export function splitMailbox(text: string): { readonly email: string; readonly name?: string } {
  const [, name = "", address] = /^([^<]*)<([^>]+)>$/.exec(text.trim()) ?? [];
  const plain = name.trim().replace(/^"(.*)"$/, (_, quoted: string) => quoted.replaceAll(/\\(.)/g, "$1"));
  return { email: address ?? text.trim(), ...(plain === "" ? {} : { name: plain }) };
}
