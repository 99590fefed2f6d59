import { type SignedWebhook, signWebhook } from "./compose.ts";
import { encodeText, isForm, padDraft } from "./payload.ts";
import { type Bytes, type Draft, type Sender, TwinError } from "./sender.ts";

const LARGE_KILOBYTES = 300;
const HOUR_MS = 3_600_000;
/** A byte that UTF-8 never has. */
const NOT_UTF8 = 0xff;
const QUOTE = 0x22;

/** The same bytes once more, as a proxy or an attacker repeats them. */
export async function repeat(good: SignedWebhook): Promise<SignedWebhook> {
  return good;
}

/** The same event once more as the provider retries it: same id, signed anew at `now` where the scheme signs a time. */
export function retry(good: SignedWebhook, now: number): Promise<SignedWebhook> {
  const headers = { ...good.draft.headers, ...good.sender.retryHeaders };
  return signWebhook({ ...good, draft: { ...good.draft, headers } }, now);
}

/** A well-formed signature by somebody who does not have the key. */
export async function forge(good: SignedWebhook): Promise<SignedWebhook> {
  const { signingKey } = good.sender.newSecret();
  return { ...(await signWebhook({ ...good, signingKey }, good.signedAt)), signingKey: good.signingKey };
}

/** One digit of the body differs from what was signed; the body stays readable. */
export async function tamper(good: SignedWebhook): Promise<SignedWebhook> {
  const body = Uint8Array.from(good.request.body);
  const at = body.findLastIndex((byte) => byte >= 0x30 && byte <= 0x39);
  const digit = body[at];
  if (digit === undefined) {
    throw new TwinError("the body has no digit to change");
  }
  body[at] = 0x30 + ((digit - 0x30 + 1) % 10);
  return { ...good, request: { ...good.request, body } };
}

/** Signed an hour before the oldest time that a receiver accepts. */
export function makeStale(good: SignedWebhook): Promise<SignedWebhook> {
  const toleranceMs = (good.sender.toleranceSeconds ?? 0) * 1000;
  return signWebhook(good, good.signedAt - toleranceMs - HOUR_MS);
}

/** A body of 300 KB, rightly signed: larger than a queue's message. */
export function enlarge(good: SignedWebhook): Promise<SignedWebhook> {
  return signWebhook({ ...good, draft: padDraft(good.draft, LARGE_KILOBYTES) }, good.signedAt);
}

/** A body that is not UTF-8, rightly signed: within a text of the JSON, or percent-encoded in a form. */
export function breakEncoding(good: SignedWebhook): Promise<SignedWebhook> {
  return signWebhook({ ...good, draft: { ...good.draft, body: withoutUtf8(good.draft) } }, good.signedAt);
}

function withoutUtf8({ body, contentType }: Draft): Bytes {
  if (isForm(contentType)) {
    const text = new TextDecoder().decode(body);
    const broken = text.replace(/%[89A-F][0-9A-F]/, "%FF");
    return encodeText(broken === text ? `${text}&Text=%FF` : broken);
  }
  const broken = Uint8Array.from(body);
  const special = broken.findIndex((byte) => byte >= 0x80);
  broken[special === -1 ? broken.lastIndexOf(QUOTE) - 1 : special] = NOT_UTF8;
  return broken;
}

/** The same content in other bytes under the old signature, as a proxy that parses and writes again leaves it. */
export async function reencode(good: SignedWebhook): Promise<SignedWebhook> {
  const text = new TextDecoder().decode(good.request.body);
  const body = encodeText(isForm(good.draft.contentType) ? rewriteForm(text) : rewriteJson(text));
  return { ...good, request: { ...good.request, body } };
}

function rewriteForm(text: string): string {
  return text.replace(/%[0-9A-F]{2}/g, (escaped) => escaped.toLowerCase());
}

function rewriteJson(text: string): string {
  const value: unknown = JSON.parse(text);
  const compact = JSON.stringify(value);
  return compact === text ? JSON.stringify(value, null, 2) : compact;
}

export interface Mischief {
  readonly what: string;
  /** What a receiver that is in order does with it. */
  readonly receiver: "accepts" | "refuses" | "accepts as a duplicate";
  /** @param now ms since the epoch */
  readonly apply: (good: SignedWebhook, now: number) => Promise<SignedWebhook>;
  /** Absent: it means something for every sender. */
  readonly possible?: (sender: Sender) => boolean;
}

export const mischief = {
  repeat: { what: "the same bytes again", receiver: "accepts as a duplicate", apply: repeat },
  retry: { what: "the same event, signed anew", receiver: "accepts as a duplicate", apply: retry },
  forge: { what: "signed with a wrong key", receiver: "refuses", apply: forge },
  tamper: {
    what: "body changed after signing",
    receiver: "refuses",
    apply: tamper,
    possible: (sender) => sender.signs !== "nothing",
  },
  stale: {
    what: "signed an hour too long ago",
    receiver: "refuses",
    apply: makeStale,
    possible: (sender) => sender.toleranceSeconds !== null,
  },
  large: {
    what: "300 KB, rightly signed",
    receiver: "accepts",
    apply: enlarge,
    possible: (sender) => sender.signs !== "nothing",
  },
  "not-utf8": {
    what: "not UTF-8, rightly signed",
    receiver: "accepts",
    apply: breakEncoding,
    possible: (sender) => sender.signs !== "text" && sender.signs !== "nothing",
  },
  reencode: {
    what: "written again under the old signature",
    receiver: "refuses",
    apply: reencode,
    possible: (sender) => sender.signs !== "fields" && sender.signs !== "nothing",
  },
} satisfies Record<string, Mischief>;

export type MischiefName = keyof typeof mischief;

export function isMischiefName(name: string): name is MischiefName {
  return Object.hasOwn(mischief, name);
}

/** The mischief that means something for this sender: nothing is stale where no time is signed. */
export function mischiefFor(sender: Sender): MischiefName[] {
  return Object.entries<Mischief>(mischief)
    .filter(([, { possible }]) => possible?.(sender) ?? true)
    .map(([name]) => name)
    .filter(isMischiefName);
}

/** @throws TwinError where the mischief means nothing for the sender */
export function doMischief(name: MischiefName, good: SignedWebhook, now: number): Promise<SignedWebhook> {
  if (!mischiefFor(good.sender).includes(name)) {
    const possible = mischiefFor(good.sender).join(", ");
    throw new TwinError(`"${name}" means nothing for ${good.sender.provider}. Possible: ${possible}`);
  }
  return mischief[name].apply(good, now);
}
