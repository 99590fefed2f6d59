import type { ApiEnv } from "./types.ts";

/** The origin under which the platform is reached: as configured, else as this request reached it. */
export function publicOrigin(c: {
  readonly env: ApiEnv["Bindings"];
  readonly req: { readonly url: string };
}): string {
  return c.env.context.settings.PUBLIC_ORIGIN ?? new URL(c.req.url).origin;
}
