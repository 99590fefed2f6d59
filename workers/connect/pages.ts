import { html } from "hono/html";
import { type LinkedSession, returnUrlWith } from "../../shared/connect/link.ts";
import { placeholderNames } from "../../shared/oauth2/placeholders.ts";
import { type Html, pageResponse } from "../../shared/pages/page.ts";
import type { Field } from "../../shared/providers/define.ts";
import type { Connectable } from "./connectable.ts";
import { type Filled, fieldHtml, NOTHING_FILLED } from "./field.ts";
import { appName, type Visit } from "./visit.ts";

/** Which providers there are to choose from. */
export async function choicePage(
  { session, token }: Visit,
  choices: readonly Connectable[],
  notice: string | null,
): Promise<Response> {
  const items = choices.map(
    ({ provider }) => html`<li><a href="/connect/${token}/${provider.id}">${provider.name}</a></li>`,
  );
  return await pageResponse({
    title: `Connect an account with ${appName(session)}`,
    color: session.branding.color,
    body:
      choices.length === 0
        ? html`${alert(notice)}<p>There is nothing to connect yet. Please tell ${appName(session)}.</p>${wayBack(session)}`
        : html`${alert(notice)}<p>Which account do you want to connect?</p><ul>${items}</ul>${wayBack(session)}`,
  });
}

export interface ProviderPage {
  readonly notice: string | null;
  /** Whether there was nothing to choose from. */
  readonly isOnly: boolean;
  readonly filled?: Filled;
  readonly status?: number;
}

/** How to connect an account of one provider: by a consent, by a form, or either. */
export async function providerPage(
  { session, token }: Visit,
  { provider, ways }: Connectable,
  { notice, isOnly, filled = NOTHING_FILLED, status }: ProviderPage,
): Promise<Response> {
  const app = appName(session);
  const action = `/connect/${token}/${provider.id}`;
  return await pageResponse({
    ...(status === undefined ? {} : { status }),
    title: `Connect ${provider.name} with ${app}`,
    color: session.branding.color,
    body: html`${alert(notice)}
${ways.consent ? consentForm(action, { provider, ways }, { app, filled }) : ""}
${ways.form && ways.consent ? html`<h2>Or with credentials</h2>` : ""}
${ways.form ? credentialsForm(action, { provider, ways }, filled) : ""}
${isOnly ? "" : html`<p><a href="/connect/${token}">Choose another</a></p>`}
${wayBack(session)}`,
  });
}

function consentForm(
  action: string,
  { provider }: Connectable,
  { app, filled }: { readonly app: string; readonly filled: Filled },
): Html {
  const settings = consentFields(provider).map((field) =>
    fieldHtml(field, { prefix: "consent", filled, isRequired: false }),
  );
  return html`<form method="post" action="${action}">
<input type="hidden" name="way" value="consent">
<p>You go to ${provider.name}, which asks you whether ${app} may use your account, and then come back here.</p>
${settings}
<p><button>Continue to ${provider.name}</button></p>
</form>`;
}

function credentialsForm(action: string, { provider }: Connectable, filled: Filled): Html {
  const fields = provider.auth.fields.map((field) =>
    fieldHtml(field, { prefix: "form", filled, isRequired: field.required }),
  );
  return html`<form method="post" action="${action}" autocomplete="off">
<input type="hidden" name="way" value="form">
${fields}
<p><button>Connect</button></p>
</form>`;
}

/** The settings that decide where a person consents (a tenant, a sandbox); each has a default. */
export function consentFields({ auth }: Connectable["provider"]): readonly Field[] {
  const names = auth.oauth2 === undefined ? [] : placeholderNames(auth.oauth2);
  return auth.fields.filter(({ name }) => names.includes(name));
}

/** To the app without a connection, where it has a page for that. */
function wayBack(session: LinkedSession): Html | "" {
  const { returnUrl, connectionId } = session;
  if (returnUrl === null) {
    return "";
  }
  const url = returnUrlWith(returnUrl, { connectionId, status: "canceled", error: null });
  return html`<p><a href="${url}">Back to ${appName(session)} without connecting</a></p>`;
}

function alert(notice: string | null): Html | "" {
  return notice === null ? "" : html`<p role="alert" tabindex="-1" autofocus>${notice}</p>`;
}
