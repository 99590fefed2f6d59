import type { Channel } from "./channel.ts";
import { canExist } from "./phone.ts";

/** Where a message can go on one channel: how its address is read, and what it must look like. */
interface AddressRule {
  readonly normalise: (text: string) => string | null;
  /** Whether the provider gets the address as it was given: a name and capitals are the sender's to choose. */
  readonly sentAsGiven: boolean;
  readonly form: string;
  /** Whether addresses of the channel may be telephone numbers. */
  readonly hasNumbers?: true;
  /** Whether there can be an address of this form at all; without it any of the form can. */
  readonly canExist?: (key: string) => boolean;
}

export interface Address {
  /** The one form under which consents and suppressions know it. */
  readonly key: string;
  /** What the provider is given. */
  readonly to: string;
}

/** RFC 5321 section 4.5.3.1: 64 octets before the at sign, 254 in all. */
const MAX_LOCAL = 64;
const MAX_EMAIL = 254;
const MAX_ID = 200;

const LOCAL_PART = /^[^\s@<>()[\],;:\\"\p{Cc}]+$/u;
const DOMAIN =
  /^(?:[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}-]{0,61}[\p{L}\p{N}\p{M}])?\.)+[\p{L}\p{N}][\p{L}\p{N}\p{M}-]{0,61}[\p{L}\p{N}\p{M}]$/u;

/**
 * Who has a user name may show businesses no number; an `ENT` id is of several portfolios of one business.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids
 */
export const WHATSAPP_USER_ID = /^[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128}$/;

/** ITU-T E.164: a country code and at most 15 digits in all. */
const E164 = /^\+[1-9]\d{6,14}$/;

const email: AddressRule = {
  normalise: normaliseEmail,
  sentAsGiven: true,
  form: "an email address, with or without a name",
  canExist: hasDotString,
};
const phone: AddressRule = {
  normalise: normalisePhone,
  sentAsGiven: false,
  form: "a valid number in E.164 form, e.g. +14155550100",
  hasNumbers: true,
  canExist,
};
const whatsapp: AddressRule = {
  normalise: (text) => normaliseUserId(text) ?? normalisePhone(text),
  sentAsGiven: false,
  hasNumbers: true,
  canExist: (key) => !key.startsWith("+") || canExist(key),
  form: "a valid number in E.164 form, e.g. +14155550100, or a WhatsApp user id, e.g. US.13491208655302741918",
};
const id: AddressRule = { normalise: normaliseId, sentAsGiven: false, form: "an id or a name" };

const RULES: Readonly<Record<Channel, AddressRule>> = {
  email,
  sms: phone,
  whatsapp,
  slack: id,
  instagram: id,
};

/** Whether an address of one channel means the same person on another. */
export function reachesAlike(one: Channel, other: Channel): boolean {
  return one === other || (RULES[one].hasNumbers === true && RULES[other].hasNumbers === true);
}

/** An address of the channel; null where the channel cannot reach it. */
export function readAddress(channel: Channel, text: string): Address | null {
  const { normalise, sentAsGiven } = RULES[channel];
  const key = normalise(text);
  return key === null ? null : { key, to: sentAsGiven ? text.trim() : key };
}

/**
 * An address of the channel to which something may be sent: of one line, a number possible in its country, an email
 * address that RFC 5321 lets be. What was received from another is taken all the same.
 */
export function readRecipient(channel: Channel, text: string): Address | null {
  const address = /\p{Cc}/u.test(text.trim()) ? null : readAddress(channel, text);
  const { canExist: isPossible } = RULES[channel];
  return address === null || isPossible?.(address.key) === false ? null : address;
}

/** What an address of the channel must be, for a person. */
export function addressForm(channel: Channel): string {
  return RULES[channel].form;
}

/** An address that its owner knows again, and nobody else learns. */
export function maskAddress(address: string): string {
  const [local = "", domain] = address.split("@");
  return domain === undefined ? `••• ${address.slice(-3)}` : `${local.slice(0, 1)}•••@${domain}`;
}

/** `Jane <Jane.Doe@Example.com>` → `jane.doe@example.com`; names in other scripts become their ASCII form. */
function normaliseEmail(text: string): string | null {
  const trimmed = text.trim();
  const address = (/^[^<>]*<([^<>]+)>$/.exec(trimmed)?.[1] ?? trimmed).trim();
  const at = address.lastIndexOf("@");
  const local = address.slice(0, at).normalize("NFC").toLowerCase();
  const domain = asciiDomain(address.slice(at + 1));
  const fits = at > 0 && local.length <= MAX_LOCAL && LOCAL_PART.test(local);
  if (!fits || domain === null || local.length + 1 + domain.length > MAX_EMAIL) {
    return null;
  }
  return `${local}@${domain}`;
}

/**
 * RFC 5321 section 4.1.2, `Dot-string`: no dot at either end of what is before the at sign, nor beside another. What
 * nobody sees, such as a zero-width space that was pasted along, would make another address of one that opted out.
 */
function hasDotString(key: string): boolean {
  const local = key.slice(0, key.lastIndexOf("@"));
  return !/\p{Cf}/u.test(local) && local.split(".").every((atom) => atom !== "");
}

function asciiDomain(text: string): string | null {
  const domain = text.toLowerCase();
  if (!DOMAIN.test(domain) || domain.length > MAX_EMAIL) {
    return null;
  }
  const url = `http://${domain}`;
  return /^[a-z0-9.-]+$/.test(domain) ? domain : URL.canParse(url) ? new URL(url).hostname : null;
}

/** `+1 (415) 555-0100` → `+14155550100`. Without its country code a number could be somebody else's. */
function normalisePhone(text: string): string | null {
  const number = text
    .trim()
    .replace(/^whatsapp:/i, "")
    .replaceAll(/[\s().\-/]/g, "")
    .replace(/^00/, "+");
  return E164.test(number) ? number : null;
}

function normaliseUserId(text: string): string | null {
  const trimmed = text.trim();
  return WHATSAPP_USER_ID.test(trimmed) ? trimmed : null;
}

function normaliseId(text: string): string | null {
  const trimmed = text.trim();
  return /^\P{Cc}+$/u.test(trimmed) && trimmed.length <= MAX_ID ? trimmed : null;
}
