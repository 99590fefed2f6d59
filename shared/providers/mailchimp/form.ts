import { readParameters } from "../../model/body.ts";

/** More levels than any of Mailchimp's payloads has. */
const MAX_LEVELS = 8;

interface Branch {
  [name: string]: string | Branch;
}

/** `data[merges][EMAIL]` → `["data", "merges", "EMAIL"]`; a name that is not of this form is one name. */
function pathOf(name: string): readonly string[] {
  const match = /^([^[\]]+)((?:\[[^[\]]*\])+)$/.exec(name);
  const rest = match?.[2];
  const path = rest === undefined ? [name] : [match?.[1] ?? "", ...rest.slice(1, -1).split("][")];
  return path.length > MAX_LEVELS ? [name] : path;
}

/** An object without a prototype, so that no name means anything to the language. */
function branch(): Branch {
  return Object.create(null);
}

/**
 * A form whose names have brackets, as PHP reads it, as objects: indexes are names like any other.
 * @throws UnparsedBody when the bytes are not UTF-8
 */
export function readBracketForm(bytes: Uint8Array): unknown {
  const root = branch();
  for (const [name, value] of readParameters(bytes)) {
    const path = pathOf(name);
    const last = path[path.length - 1] ?? name;
    let current = root;
    for (const step of path.slice(0, -1)) {
      const next = current[step];
      const child = typeof next === "object" ? next : branch();
      current[step] = child;
      current = child;
    }
    current[last] = value;
  }
  return JSON.parse(JSON.stringify(root));
}
