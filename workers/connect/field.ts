import { html } from "hono/html";
import type { Html } from "../../shared/pages/page.ts";
import type { Field } from "../../shared/providers/define.ts";

/** What somebody filled in, and what is wrong with it, by the field's name. */
export interface Filled {
  readonly values: Readonly<Record<string, string>>;
  readonly faults: Readonly<Record<string, string>>;
}

export const NOTHING_FILLED: Filled = { values: {}, faults: {} };

/** One field of a form with its label, hint and fault. What is secret is never shown again. */
export function fieldHtml(
  field: Field,
  {
    prefix,
    filled,
    isRequired,
  }: { readonly prefix: string; readonly filled: Filled; readonly isRequired: boolean },
): Html {
  const { name, label, hint } = field;
  const id = `${prefix}-${name}`;
  const fault = filled.faults[name];
  return html`<label for="${id}">${label}${isRequired ? "" : html` <small>(optional)</small>`}</label>
<p class="hint" id="${id}-hint">${hint}</p>
${fault === undefined ? "" : html`<p class="wrong" id="${id}-fault">This ${fault}.</p>`}
${control(field, { id, isRequired, isWrong: fault !== undefined, value: filled.values[name] ?? "" })}`;
}

interface Control {
  readonly id: string;
  readonly isRequired: boolean;
  readonly isWrong: boolean;
  readonly value: string;
}

function control(field: Field, { id, isRequired, isWrong, value }: Control): Html {
  const { name, secret, example, choices, multiline, pattern } = field;
  const described = html`aria-describedby="${isWrong ? `${id}-fault ${id}-hint` : `${id}-hint`}"`;
  const common = html`id="${id}" name="${name}" ${described}${isWrong ? html` aria-invalid="true"` : ""}${isRequired ? html` required` : ""}`;
  if (choices !== undefined) {
    const options = choices.map(
      (choice) => html`<option${choice === value ? html` selected` : ""}>${choice}</option>`,
    );
    return html`<select ${common}><option value=""></option>${options}</select>`;
  }
  if (multiline) {
    return html`<textarea ${common} rows="6" spellcheck="false" placeholder="${example}">
${secret ? "" : value}</textarea>`;
  }
  const form = pattern === undefined ? "" : html` pattern="${pattern}" title="Like ${example}"`;
  return secret
    ? html`<input ${common} type="password" autocomplete="off" placeholder="${example}"${form}>`
    : html`<input ${common} type="text" autocapitalize="none" spellcheck="false" value="${value}" placeholder="${example}"${form}>`;
}
