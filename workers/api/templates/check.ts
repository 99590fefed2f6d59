import type { TemplateContent } from "../../../shared/db/queries/templates.ts";
import type { FieldError } from "../../../shared/errors.ts";
import type { Channel } from "../../../shared/model/channel.ts";
import { type ProviderTemplate, TEMPLATE_PARTS, type TemplateParts } from "../../../shared/model/template.ts";
import { takesKeywords } from "../../../shared/policy/keywords.ts";
import type { ProviderDefinition } from "../../../shared/providers/define.ts";
import { findProvider, providers } from "../../../shared/providers/registry.ts";
import { inspect } from "../../../shared/templates/engine.ts";
import { misusedOptOuts } from "../../../shared/templates/lint.ts";
import { CHANNEL_FORMS } from "../messages/check.ts";
import { invalidFields } from "../validation.ts";

const PROVIDERS: readonly ProviderDefinition[] = Object.values(providers);

/**
 * A template's content, if it is one that its channel can carry.
 * @param required by default what is printed outside of lists and conditions; what a provider's template prints only it knows
 * @throws Problem `validation_failed` naming the parts and what is wrong with them
 */
export function checkTemplate(
  channel: Channel,
  {
    providerTemplate = null,
    ...parts
  }: TemplateParts & { readonly providerTemplate?: ProviderTemplate | null | undefined },
  required: readonly string[] | undefined,
): TemplateContent {
  const { takes, needs } = CHANNEL_FORMS[channel];
  const isKept = providerTemplate !== null;
  const present = TEMPLATE_PARTS.flatMap((part) => {
    const source = parts[part];
    return source === null ? [] : [{ part, source, ...inspect(source, { isHtml: part === "html" }) }];
  });
  const has = (part: string) => present.some((one) => one.part === part);
  const names = present.flatMap((one) => one.names);
  const errors: FieldError[] = [
    ...(isKept ? keptFaults(channel, providerTemplate, parts) : []),
    ...present
      .filter(({ part }) => !takes.includes(part))
      .map(({ part }) => ({ path: `body.${part}`, message: `is not carried by ${channel}` })),
    ...(isKept ? [] : needs)
      .map((group) => group.filter((part) => TEMPLATE_PARTS.some((own) => own === part)))
      .filter((group) => !group.some(has))
      .map((group) => ({
        path: `body.${group[0]}`,
        message: `is needed: ${channel} takes ${group.join(" or ")}`,
      })),
    ...present.flatMap(({ part, fault }) =>
      fault === null ? [] : [{ path: `body.${part}`, message: fault }],
    ),
    ...present
      .filter(() => takesKeywords(channel))
      .flatMap(({ part, source }) =>
        misusedOptOuts(source).map((word) => ({
          path: `body.${part}`,
          message: `uses ${word} as a command: carriers take it for an opt-out from all messages. Use another word, or a link`,
        })),
      ),
    ...(isKept ? [] : (required ?? [])).flatMap((name, index) =>
      names.some((used) => used === name || used.startsWith(`${name}.`))
        ? []
        : [{ path: `body.requiredVariables.${index}`, message: "is used nowhere in the template" }],
    ),
  ];
  if (errors.length > 0) {
    throw invalidFields(errors);
  }
  const printed = present.flatMap((one) => one.printed).filter((name) => !name.startsWith("organization."));
  return { ...parts, requiredVariables: [...new Set(required ?? printed)], providerTemplate };
}

/** What is wrong with naming a provider's template. */
function keptFaults(
  channel: Channel,
  { provider, id, language }: ProviderTemplate,
  { text, html }: TemplateParts,
): FieldError[] {
  const rule = findProvider(provider)?.channels?.[channel]?.templates;
  if (rule === undefined) {
    const others = PROVIDERS.filter(({ channels }) => channels?.[channel]?.templates !== undefined);
    const names = others.map((one) => one.id).join(", ") || "none";
    return [
      {
        path: "body.providerTemplate.provider",
        message: `keeps no templates for ${channel}: of those here that do there is ${names}`,
      },
    ];
  }
  const own = text !== null ? "text" : html !== null ? "html" : null;
  return [
    ...(own === null
      ? []
      : [{ path: `body.${own}`, message: "is in the provider's template: leave one of the two out" }]),
    ...(new RegExp(`^(?:${rule.idPattern})$`, "u").test(id)
      ? []
      : [{ path: "body.providerTemplate.id", message: `is no id of a template of ${provider}'s` }]),
    ...(rule.hasLanguages === true && language === undefined
      ? [{ path: "body.providerTemplate.language", message: "is needed: the template was approved in one" }]
      : []),
    ...(rule.hasLanguages !== true && language !== undefined
      ? [{ path: "body.providerTemplate.language", message: `is no part of a template of ${provider}'s` }]
      : []),
  ];
}
