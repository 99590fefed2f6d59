import { findOrganization } from "../../../shared/db/queries/organizations.ts";
import { Problem } from "../../../shared/errors.ts";
import type { Id } from "../../../shared/ids.ts";
import type { Context } from "../../context.ts";

/** @throws Problem where the body's `field` leads to where the organization sends nobody */
export async function checkRedirect(
  field: string,
  url: string | undefined,
  organizationId: Id<"organization">,
  { db }: Context,
): Promise<void> {
  if (url === undefined) {
    return;
  }
  const allowed = (await findOrganization(db, organizationId))?.redirectUrls ?? [];
  if (!allowed.includes(url)) {
    throw new Problem(
      "redirect_not_allowed",
      "Add the URL to `redirectUrls` of the organization first, letter by letter.",
      { errors: [{ path: `body.${field}`, message: "is not on the organization's list" }] },
    );
  }
}
