import type { LinkedSession } from "../../shared/connect/link.ts";

/** Somebody on the pages of a session that is open. */
export interface Visit {
  readonly session: LinkedSession;
  readonly token: string;
  /** That of the request. */
  readonly origin: string;
}

/** The app's name, as its customers know it. */
export function appName({ branding, organizationName }: LinkedSession): string {
  return branding.name ?? organizationName;
}
