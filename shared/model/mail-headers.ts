/** Headers as a client gave them with the platform's own in their place, whatever the case of their names. */
export function mergeHeaders(
  given: unknown,
  own: Readonly<Record<string, string>>,
): Readonly<Record<string, unknown>> {
  const names = new Set(Object.keys(own).map((name) => name.toLowerCase()));
  const kept = Object.entries(Object(given)).filter(([name]) => !names.has(name.toLowerCase()));
  return { ...Object.fromEntries(kept), ...own };
}

/** Said by senders of lists and of bulk mail, before there was a standard. */
const BULK: ReadonlySet<string> = new Set(["bulk", "list", "junk", "auto_reply"]);

/**
 * Whether a machine wrote an email, by its headers (unfolded): what answers by itself must not answer it. RFC 3834
 * sections 2 and 5 (Auto-Submitted, lists, Precedence, the null return path), RFC 2369 and 2919 (List-*), RFC 6522
 * (reports), MS-OXCMAIL (X-Auto-Response-Suppress).
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
