import { at, nameOf } from "../model/read.ts";

/** A member of a key file that a person pasted, such as a service account's `project_id`; null where there is none. */
export function keyFileMember(text: string | undefined, member: string): string | null {
  try {
    return nameOf(at(JSON.parse(text ?? "null"), member));
  } catch {
    return null;
  }
}
