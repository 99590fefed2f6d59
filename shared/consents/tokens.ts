import { z } from "zod";
import { base64UrlToBytes, bytesToBase64Url, bytesToUtf8, utf8ToBytes } from "../crypto/bytes.ts";
import type { Vault } from "../crypto/vault.ts";
import { isId } from "../ids.ts";
import { channelSchema } from "../model/channel.ts";
import { topicSchema } from "../model/consent.ts";

/** What a link lets its bearer do; a token of one purpose opens nothing of another. */
export type LinkPurpose = "unsubscribe" | "preferences" | "confirm";

const subjectSchema = z.strictObject({
  channel: channelSchema,
  /** Normalised. */
  address: z.string().min(1),
  topic: topicSchema.nullable(),
  /** ms since the epoch; null: never. */
  expiresAt: z.int().nullable(),
});

/** Whom a link is for. */
export type LinkSubject = z.infer<typeof subjectSchema>;

export interface OpenedLink extends LinkSubject {
  readonly organizationId: `org_${string}`;
}

/**
 * A token for a link: the subject sealed and authenticated (AES-256-GCM) by the organization's own data key, with the
 * purpose as additional data. It shows nobody's address, cannot be forged or altered, holds through rotations of the
 * platform's keys, and ends with the organization.
 */
export async function sealLink(
  vault: Vault,
  { organizationId, ...subject }: OpenedLink,
  purpose: LinkPurpose,
): Promise<string> {
  const sealed = await vault.seal(organizationId, JSON.stringify(subject), `link:${purpose}`);
  return bytesToBase64Url(utf8ToBytes(`${organizationId} ${sealed}`));
}

/** Longer than any token of ours. */
const MAX_TOKEN = 2_000;

/** What a token says; null where it was not made here for this purpose, or its time is over. */
export async function openLink(
  vault: Vault,
  token: string,
  { purpose, now }: { readonly purpose: LinkPurpose; readonly now: number },
): Promise<OpenedLink | null> {
  const text = token.length > MAX_TOKEN ? null : bytesToUtf8(base64UrlToBytes(token) ?? new Uint8Array());
  const [organizationId = "", sealed = ""] = text?.split(" ") ?? [];
  if (!isId("organization", organizationId)) {
    return null;
  }
  const plain = await opened(vault, organizationId, { sealed, purpose });
  const subject = plain === null ? null : subjectSchema.parse(JSON.parse(plain));
  const isOver = subject !== null && subject.expiresAt !== null && subject.expiresAt <= now;
  return subject === null || isOver ? null : { ...subject, organizationId };
}

/** What does not open was altered, made up, or belongs to an organization that is gone: the same to its bearer. */
async function opened(
  vault: Vault,
  organizationId: string,
  { sealed, purpose }: { readonly sealed: string; readonly purpose: LinkPurpose },
): Promise<string | null> {
  try {
    return await vault.open(organizationId, sealed, `link:${purpose}`);
  } catch {
    return null;
  }
}
