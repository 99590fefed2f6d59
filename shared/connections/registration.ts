import { readAnswer } from "../call/answer.ts";
import { type CallSettings, createCall, type TracedCall } from "../call/call.ts";
import { classifyAnswer, classifyFailure } from "../call/outcome.ts";
import type { Clock } from "../clock.ts";
import type { EndpointRow } from "../db/queries/endpoints.ts";
import type { Registration } from "../db/schema/endpoints.ts";
import type { AccountGates } from "../gates/account-gates.ts";
import { appLimitsOf } from "../gates/app-limits.ts";
import { callWithinLimits } from "../gates/single-call.ts";
import type { Outcome } from "../model/outcome.ts";
import { matchesAny } from "../model/pattern.ts";
import type { ProviderAnswer } from "../providers/action.ts";
import type {
  ProviderDefinition,
  RegisteredWebhook,
  RegistrationOrder,
  WebhookRegistration,
} from "../providers/define.ts";
import type { OpenedCredential } from "./credentials.ts";
import { withoutSecrets } from "./validate.ts";

/** Everything that asking a provider about an endpoint's webhook takes. */
export interface RegistrationTools {
  readonly gates: AccountGates;
  readonly settings: CallSettings;
  readonly clock: Clock;
}

export interface Registrar {
  readonly provider: ProviderDefinition;
  readonly registration: WebhookRegistration;
  readonly credential: OpenedCredential;
  readonly endpoint: Pick<EndpointRow, "id" | "url" | "events" | "registration" | "version">;
}

/** What became of the webhook at the provider. */
export interface Registered {
  readonly registration: Registration;
  /** What its requests verify under, where it was made anew; null: as before. */
  readonly secret: string | null;
  readonly did: "nothing" | "created" | "repaired" | "failed";
}

type Tried =
  | { readonly ok: true; readonly answer: ProviderAnswer }
  | { readonly ok: false; readonly error: { readonly code: string; readonly message: string } };

/**
 * Sees to it that the provider has the endpoint's webhook, switched on, with its URL and its types: looks it up, repairs it, or
 * makes it. One that was made by hand for the same URL, whose secret nobody can read any more, is replaced. Never throws.
 */
export async function ensureRegistered(registrar: Registrar, tools: RegistrationTools): Promise<Registered> {
  const { endpoint, registration, provider } = registrar;
  const order = { url: endpoint.url, events: wantedEvents(endpoint.events, provider) };
  const ask = (request: (call: TracedCall) => Promise<Response>) => attempt(registrar, request, tools);
  const known = endpoint.registration?.externalId ?? null;
  const settled = (
    did: Registered["did"],
    {
      externalId = known,
      error = null,
      secret = null,
    }: Partial<Registration> & { readonly secret?: string | null },
  ): Registered => ({ did, secret, registration: { externalId, error, checkedAt: tools.clock() } });

  const listed = await ask((call) => registration.list(call));
  if (!listed.ok) {
    return settled("failed", { error: listed.error });
  }
  const webhooks = registration.listed(listed.answer);
  const own = webhooks.find(({ externalId }) => externalId === known);
  if (own !== undefined) {
    if (isAsOrdered(own, order)) {
      return settled("nothing", {});
    }
    const repaired = await ask((call) => registration.repair(own.externalId, order, call));
    return repaired.ok ? settled("repaired", {}) : settled("failed", { error: repaired.error });
  }
  for (const { externalId } of webhooks.filter(({ url }) => url === endpoint.url)) {
    await ask((call) => registration.remove(externalId, call));
  }
  const made = await ask((call) => registration.create(order, call));
  if (!made.ok) {
    return settled("failed", { externalId: null, error: made.error });
  }
  const created = registration.created(made.answer, registrar.credential);
  return created === null
    ? settled("failed", { externalId: null, error: NOT_MADE })
    : settled("created", created);
}

const NOT_MADE = {
  code: "not_made",
  message:
    "The provider's answer names no webhook. Check the connection's settings, its sender's number for instance.",
};

/** Takes the webhook away at the provider; false where it could not be. */
export async function unregister(registrar: Registrar, tools: RegistrationTools): Promise<boolean> {
  const externalId = registrar.endpoint.registration?.externalId ?? null;
  if (externalId === null) {
    return true;
  }
  const tried = await attempt(registrar, (call) => registrar.registration.remove(externalId, call), tools);
  return tried.ok;
}

function isAsOrdered({ enabled, url, events }: RegisteredWebhook, order: RegistrationOrder): boolean {
  const sameEvents = events === null || events.toSorted().join("\n") === order.events.toSorted().join("\n");
  return enabled && url === order.url && sameEvents;
}

/** The provider's types that the endpoint's patterns match, of those that are documented; all where it has no patterns. */
function wantedEvents(
  patterns: readonly string[] | null,
  { id, webhook }: ProviderDefinition,
): readonly string[] {
  const known = webhook?.eventTypes ?? [];
  const chosen = known.filter((type) => matchesAny(patterns ?? ["*"], `${id}.${type}`, type));
  return chosen.length > 0 ? chosen : known;
}

async function attempt(
  { provider, credential, endpoint }: Registrar,
  request: (call: TracedCall) => Promise<Response>,
  { gates, settings, clock }: RegistrationTools,
): Promise<Tried> {
  const { accountKey } = credential;
  const app = appLimitsOf(provider, credential);
  const asked = await callWithinLimits({ gates, provider, accountKey, app, clock }, async () => {
    // the version, so that a webhook that was lost and is made again is another order for the provider
    const reference = `${endpoint.id}-${endpoint.version}`;
    const call = createCall({ provider, credential, reference, settings });
    let answer: ProviderAnswer | null = null;
    let outcome: Outcome;
    try {
      answer = await readAnswer(await request(call));
      outcome = classifyAnswer(provider, null, answer, clock());
    } catch {
      outcome = classifyFailure(null, call.trace);
    }
    return { outcome, answer };
  });
  if (!asked.made) {
    return {
      ok: false,
      error: { code: `${asked.refusedBy}_refused`, message: "The account may not be called now." },
    };
  }
  const { outcome, answer } = asked.value;
  if (outcome.kind === "ok" && answer !== null) {
    return { ok: true, answer };
  }
  return {
    ok: false,
    error:
      outcome.kind === "ok"
        ? { code: "no_answer", message: "The provider gave no answer." }
        : { code: outcome.code, message: withoutSecrets(outcome.message, credential.credentials) },
  };
}
