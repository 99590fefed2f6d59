import type { OpenedLink } from "../../shared/consents/tokens.ts";
import type { OrganizationRow } from "../../shared/db/queries/organizations.ts";
import type { Language, Words } from "./words.ts";

/** What a page is asked for, by whom. */
export interface Visit {
  readonly request: Request;
  readonly link: OpenedLink;
  readonly organization: OrganizationRow;
  readonly language: Language;
  readonly words: Words;
}
