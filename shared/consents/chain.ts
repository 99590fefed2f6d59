import { sha256Hex } from "../crypto/sha256.ts";
import type { ConsentRow } from "../db/queries/consents.ts";

/** Before the first record. */
export const CHAIN_START = "";

/** SHA-256 in hex of what of a record names the person: an erasure takes it away, and the chain holds without it. */
export async function personalHash({ id, address, evidence, contactId }: ConsentRow): Promise<string> {
  return await sha256Hex(JSON.stringify([id, address, evidence, contactId]));
}

/**
 * A record's link in its organization's chain, SHA-256 in hex: of the link before it and of all that the record says, its
 * personal part as a hash. Whoever changes, drops or adds a record has to change every link after it.
 * @param personal what `personalHash` made of the record when it was sealed
 */
export async function linkHash(before: string, personal: string, row: ConsentRow): Promise<string> {
  const {
    id,
    organizationId,
    channel,
    purpose,
    topic,
    status,
    basis,
    source,
    actor,
    kind,
    jurisdiction,
    at,
  } = row;
  const said = [
    id,
    organizationId,
    channel,
    purpose,
    topic,
    status,
    basis,
    source,
    actor,
    kind,
    jurisdiction,
    at,
  ];
  return await sha256Hex(JSON.stringify([before, personal, ...said]));
}
