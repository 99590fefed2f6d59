import { TEMPLATE_PARTS, type TemplateReference } from "../../../shared/model/template.ts";
import type { WordedMessage } from "../../../shared/outbox/carry.ts";
import type { Sender } from "../../../shared/outbox/sender.ts";
import { kept, organizationValues } from "../../../shared/outbox/templates.ts";
import { renderTemplate } from "../../../shared/templates/render.ts";
import { invalidField, invalidFields } from "../validation.ts";
import type { NewMessage } from "./schema.ts";

export interface FilledMessage {
  readonly message: Omit<NewMessage, "template" | "data"> & Pick<WordedMessage, "template">;
  /** null: it was not made from one. */
  readonly template: TemplateReference | null;
}

/**
 * A message with its template's words for its own.
 * @throws Problem `validation_failed` naming what is missing of the data, or why the template is not for this message
 */
export async function fillTemplate(
  { template: reference, data, ...message }: NewMessage,
  { organization, template: find }: Pick<Sender, "organization" | "template">,
): Promise<FilledMessage> {
  if (reference === undefined) {
    if (data !== undefined) {
      throw invalidField("data", "is for a template: name one in `template`");
    }
    return { message, template: null };
  }
  const template = await find(reference);
  if (template === null) {
    throw invalidField("template", "is no template: GET /v1/templates lists them");
  }
  if (template.channel !== message.channel) {
    throw invalidField("template", `is a template for ${template.channel}, not for ${message.channel}`);
  }
  const replaced =
    template.providerTemplate === null ? TEMPLATE_PARTS : [...TEMPLATE_PARTS, "mediaUrls" as const];
  const own = replaced.find((part) => message[part] !== undefined);
  if (own !== undefined) {
    throw invalidField(own, "comes from the template: leave one of the two out");
  }
  const values = organizationValues(organization, template.channel);
  const rendering = renderTemplate(template, data ?? {}, values);
  if (!rendering.ok) {
    const errors = rendering.errors.map(({ path, message: fault }) => ({
      path: `body.${path}`,
      message: fault,
    }));
    throw invalidFields(errors);
  }
  const { subject, text, html } = rendering.rendered;
  return {
    message: {
      ...message,
      ...(subject === null ? {} : { subject }),
      ...(text === null ? {} : { text }),
      ...(html === null ? {} : { html }),
      template: kept(template, data ?? {}, values),
    },
    template: { id: template.id, version: template.version },
  };
}
