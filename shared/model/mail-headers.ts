/** Headers as a client gave them with the platform's own in their place, whatever the case of their names. */
export function mergeHeaders(
  given: unknown,
  own: Readonly<Record<string, string>>,
): Readonly<Record<string, unknown>> {
  const names = new Set(Object.keys(own).map((name) => name.toLowerCase()));
  const kept = Object.entries(Object(given)).filter(([name]) => !names.has(name.toLowerCase()));
  return { ...Object.fromEntries(kept), ...own };
}

/** `list` is the example of RFC 3834 section 2; the others are custom, in no standard. */
const BULK: ReadonlySet<string> = new Set(["bulk", "list", "junk", "auto_reply"]);

/**
 * Whether a machine wrote an email, or asks for no answer of one, by its headers (unfolded): what answers by itself must
 * not answer it. RFC 3834 section 2 (no answer to `Auto-Submitted` with anything but `no`, which section 5 defines, nor to
 * the null return path; none need be given to lists), RFC 2369 and 2919 (`List-*`), RFC 6522 (`multipart/report`),
 * MS-OXCMAIL 2.1.3.2.20 (`X-Auto-Response-Suppress`; `None` suppresses nothing). `X-Autoreply` and `X-Autorespond` are custom.
 */
export function isAutomaticMail(headers: Iterable<readonly [name: string, value: string]>): boolean {
  for (const [name, value] of headers) {
    const [said = ""] = value.toLowerCase().split(/[;,]/, 1);
    if (saysAutomatic(name.toLowerCase(), said.trim())) {
      return true;
    }
  }
  return false;
}

function saysAutomatic(name: string, said: string): boolean {
  switch (name) {
    case "auto-submitted":
      return said !== "no";
    case "precedence":
      return BULK.has(said);
    case "return-path":
      return said === "<>";
    case "content-type":
      return said === "multipart/report";
    case "x-auto-response-suppress":
      return said !== "" && said !== "none";
    case "x-autoreply":
    case "x-autorespond":
      return true;
    default:
      return name.startsWith("list-");
  }
}
