import { begin } from "../../shared/connections/oauth-flow.ts";
import { change, pendingConnection } from "../../shared/connections/prove.ts";
import { noteConnection } from "../../shared/db/queries/connect-sessions.ts";
import { type ConnectionRow, findConnection, insertConnection } from "../../shared/db/queries/connections.ts";
import { Problem } from "../../shared/errors.ts";
import { GrantImpossible } from "../../shared/oauth2/template.ts";
import type { ProviderDefinition } from "../../shared/providers/define.ts";
import type { Context } from "../context.ts";
import type { Outcome } from "./outcome.ts";
import { consentFields } from "./pages.ts";
import { appName, type Visit } from "./visit.ts";
import { wordsOf } from "./words.ts";

interface Given {
  readonly values: Readonly<Record<string, string>>;
  readonly context: Context;
}

/** Begins a consent for the session's connection, or for a new one, which waits until it is given. */
export async function beginConsent(
  { session, origin }: Visit,
  provider: ProviderDefinition,
  { values, context }: Given,
): Promise<Outcome> {
  const { oauth2 } = provider.auth;
  if (oauth2 === undefined) {
    throw new Error("A consent without OAuth2.");
  }
  const settings = consentFields(provider).flatMap(({ name }) =>
    values[name] === undefined ? [] : [[name, values[name]] as const],
  );
  const config = Object.fromEntries(settings);
  const known = await connectionOf(session, provider, context);
  const fresh = known?.generation === 0 ? { ...known, config } : known;
  const row = fresh ?? (await pendingConnection({ ...session, provider, config }, context));
  try {
    const { returnUrl, id: sessionId } = session;
    const url = await begin(
      {
        row,
        provider,
        oauth2,
        origin: context.settings.PUBLIC_ORIGIN ?? origin,
        returnUrl,
        sessionId,
      },
      { ...context, env: { ...context.env } },
    );
    if (known === null) {
      await insertConnection(context.db, row);
      await noteConnection(context.db, sessionId, { connectionId: row.id, completedAt: null });
    } else if (known.generation === 0) {
      await change(known, { config, error: null }, context);
    }
    return { kind: "consent", url };
  } catch (cause) {
    return refusalOf(cause, appName(session));
  }
}

/** The session's own connection, where it is one of this provider. */
export async function connectionOf(
  { organizationId, connectionId }: Visit["session"],
  provider: ProviderDefinition,
  { db }: Context,
): Promise<ConnectionRow | null> {
  const row = connectionId === null ? null : await findConnection(db, organizationId, connectionId);
  return row?.provider === provider.id ? row : null;
}

function refusalOf(cause: unknown, app: string): Outcome {
  if (cause instanceof GrantImpossible) {
    const faults = { [cause.field]: "is not in the form that is needed" };
    return { kind: "refused", notice: "Please correct what is marked.", faults };
  }
  if (cause instanceof Problem) {
    return { kind: "refused", notice: wordsOf(cause.code, app) ?? cause.detail, faults: {} };
  }
  throw cause;
}
