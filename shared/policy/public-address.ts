/**
 * Which addresses a request of ours may go to: those of the public internet. The special-purpose blocks of IANA
 * (https://www.iana.org/assignments/iana-ipv4-special-registry, …/iana-ipv6-special-registry) are not; neither is an
 * IPv6 address that carries an IPv4 one which is not.
 */
const PRIVATE_V4: readonly (readonly [string, number])[] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.31.196.0", 24],
  ["192.52.193.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["192.175.48.0", 24],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
];

const PRIVATE_V4_BLOCKS = PRIVATE_V4.map(([base, bits]) => ({ base: v4Number(base) ?? 0, bits }));

/** Names that lead inside whatever a resolver says of them. */
const INNER_SUFFIXES = ["localhost", "local", "internal", "intranet", "lan", "home.arpa", "corp", "home"];

/** Whether an IPv4 or IPv6 address (RFC 5952, without brackets) is one of the public internet. */
export function isPublicAddress(address: string): boolean {
  if (address.includes(":")) {
    const groups = v6Groups(address);
    return groups !== null && isPublicV6(groups);
  }
  const number = v4Number(address);
  return number !== null && isPublicV4(number);
}

function isPublicV4(address: number): boolean {
  return PRIVATE_V4_BLOCKS.every(({ base, bits }) => {
    const shift = 2 ** (32 - bits);
    return Math.floor(address / shift) !== Math.floor(base / shift);
  });
}

/** Global unicast alone (2000::/3), without its special blocks; what embeds an IPv4 address is judged by it. */
function isPublicV6(groups: readonly number[]): boolean {
  const [first = 0, second = 0, third = 0] = groups;
  const embedded = (index: number) => (groups[index] ?? 0) * 65_536 + (groups[index + 1] ?? 0);
  if (groups.slice(0, 5).every((group) => group === 0) && (groups[5] === 0xffff || groups[5] === 0)) {
    // IPv4-mapped, IPv4-compatible, loopback and unspecified
    return groups[5] === 0xffff && isPublicV4(embedded(6));
  }
  if (first === 0x64 && second === 0xff9b) {
    // NAT64: the well-known prefix, never the local-use one
    return third === 0 && isPublicV4(embedded(6));
  }
  if (first === 0x2002) {
    return isPublicV4(embedded(1));
  }
  // 2001::/23 holds Teredo, benchmarking and ORCHID; 2001:db8::/32 and 3fff::/20 are documentation
  const isSpecial =
    (first === 0x2001 && (second < 0x200 || second === 0xdb8)) ||
    (first === 0x3fff && second < 0x1000) ||
    (first === 0x2620 && second === 0x4f && third === 0x8000);
  return first >= 0x2000 && first <= 0x3fff && !isSpecial;
}

function v4Number(text: string): number | null {
  const parts = text.split(".");
  const octets = parts.map((part) => (/^\d{1,3}$/.test(part) ? Number(part) : 256));
  return parts.length === 4 && octets.every((octet) => octet < 256)
    ? octets.reduce((sum, octet) => sum * 256 + octet, 0)
    : null;
}

function v6Groups(text: string): number[] | null {
  const [head = "", tail, ...more] = withoutDots(text).split("::");
  const read = (part: string) => (part === "" ? [] : part.split(":"));
  const [left, right] = [read(head), read(tail ?? "")];
  const gap = tail === undefined ? 0 : 8 - left.length - right.length;
  const groups = [...left, ...Array.from({ length: Math.max(0, gap) }, () => "0"), ...right];
  const isForm =
    more.length === 0 && groups.length === 8 && groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group));
  return isForm ? groups.map((group) => Number.parseInt(group, 16)) : null;
}

/** `::ffff:1.2.3.4` → `::ffff:102:304` */
function withoutDots(text: string): string {
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  const number = v4Number(dotted?.[2] ?? "");
  return dotted === null || number === null
    ? text
    : `${dotted[1]}${Math.floor(number / 65_536).toString(16)}:${(number % 65_536).toString(16)}`;
}

export type TargetRefusal = "malformed" | "not_https" | "user_info" | "not_public" | "too_long";

export type Target =
  | { readonly ok: true; readonly url: URL; readonly isName: boolean; readonly isExempt: boolean }
  | { readonly ok: false; readonly reason: TargetRefusal };

const MAX_URL = 2_048;

/**
 * Whether requests may go to a URL, as far as the URL itself tells; a name must be resolved as well. WHATWG URL has
 * already made one form of numeric, hexadecimal and full-width hosts.
 * @param exempt origins of a developer's machine that may be reached, in plain http also
 */
export function readTarget(text: string, exempt: readonly string[]): Target {
  const trimmed = text.trim();
  if (trimmed.length > MAX_URL) {
    return { ok: false, reason: "too_long" };
  }
  if (!URL.canParse(trimmed)) {
    return { ok: false, reason: "malformed" };
  }
  const url = new URL(trimmed);
  if (url.username !== "" || url.password !== "") {
    return { ok: false, reason: "user_info" };
  }
  if (exempt.includes(url.origin)) {
    return { ok: true, url, isName: false, isExempt: true };
  }
  if (url.protocol !== "https:") {
    return { ok: false, reason: "not_https" };
  }
  const host = url.hostname.replace(/^\[|\]$/g, "").replace(/\.+$/, "");
  const isAddress = host.includes(":") || v4Number(host) !== null;
  if (isAddress) {
    return isPublicAddress(host)
      ? { ok: true, url, isName: false, isExempt: false }
      : { ok: false, reason: "not_public" };
  }
  const isInner =
    !host.includes(".") || INNER_SUFFIXES.some((suffix) => host === suffix || host.endsWith(`.${suffix}`));
  return isInner ? { ok: false, reason: "not_public" } : { ok: true, url, isName: true, isExempt: false };
}

/** What to do about a refused URL. */
export const TARGET_REFUSALS: Readonly<Record<TargetRefusal, string>> = {
  malformed: "is no absolute URL",
  not_https: "must begin with https://",
  user_info: "must not contain a user name or password: the signature proves who sends",
  not_public: "must be on a public address: loopback, private, link-local and metadata addresses are refused",
  too_long: `must have at most ${MAX_URL} characters`,
};
