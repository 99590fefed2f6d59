import { change, prove } from "../../shared/connections/prove.ts";
import { connectOnce, noteConnection } from "../../shared/db/queries/connect-sessions.ts";
import { Problem } from "../../shared/errors.ts";
import { newId } from "../../shared/ids.ts";
import type { ProviderDefinition } from "../../shared/providers/define.ts";
import type { Context } from "../context.ts";
import { connectionOf } from "./consent.ts";
import type { Outcome, Refusal } from "./outcome.ts";
import { appName, type Visit } from "./visit.ts";
import { hasWords, wordsOf } from "./words.ts";

/**
 * Connects with what somebody filled in. Unlike the API it stores only what the provider takes: the person is still
 * there to correct it.
 */
export async function connectWith(
  { session }: Visit,
  provider: ProviderDefinition,
  { values, context }: { readonly values: Readonly<Record<string, string>>; readonly context: Context },
): Promise<Outcome> {
  const now = context.clock();
  const known = await connectionOf(session, provider, context);
  const { organizationId, externalAccountId, agentId, name } = session;
  const row = known ?? {
    organizationId,
    id: newId("connection", now),
    config: {},
    externalAccountId,
    generation: 0,
  };
  try {
    const { status, ...proven } = await prove(provider, row, { credentials: values, tools: context });
    if (status !== "active") {
      return { kind: "refused", notice: noticeOf(provider, proven.error, appName(session)), faults: {} };
    }
    if (known === null) {
      const times = { createdAt: now, updatedAt: now };
      const made = {
        ...row,
        provider: provider.id,
        name,
        agentId,
        failures: null,
        status,
        ...proven,
        ...times,
      };
      await connectOnce(context.db, session.id, { row: made, now });
    } else {
      await change(known, { ...proven, ...(known.status === "disabled" ? {} : { status }) }, context);
      await noteConnection(context.db, session.id, { connectionId: known.id, completedAt: now });
    }
  } catch (cause) {
    if (cause instanceof Problem) {
      return { kind: "refused", ...correctionOf(provider, cause) };
    }
    throw cause;
  }
  return { kind: "connected" };
}

/** What the provider said; in our own words where it could not be asked. */
function noticeOf(
  { name }: ProviderDefinition,
  error: { readonly code: string; readonly message: string } | null,
  app: string,
): string {
  const words = error !== null && hasWords(error.code) ? wordsOf(error.code, app) : null;
  return words ?? `${name} did not take this, so nothing was stored. ${error?.message ?? ""}`.trim();
}

/** What is wrong with the fields; which of them belong together is said of the form as a whole. */
function correctionOf({ auth }: ProviderDefinition, { errors }: Problem): Pick<Refusal, "notice" | "faults"> {
  const labelOf = (name: string) => auth.fields.find((field) => field.name === name)?.label ?? name;
  const ways = (auth.anyOf ?? []).map((set) => set.map(labelOf).join(" + ")).join("; or ");
  const isIncomplete = errors.some(({ path }) => path === "body.credentials");
  return {
    notice: isIncomplete ? `Please fill in ${ways}.` : "Please correct what is marked.",
    faults: Object.fromEntries(
      errors.map(({ path, message }) => [path.replace("body.credentials.", ""), message]),
    ),
  };
}
