import type { Template } from "../../model/template.ts";

/** A paragraph, one that is there when a value is, a link on a line of its own, or a list of items. Each is Mustache. */
type Block =
  | string
  | { readonly when: string; readonly say: string }
  | { readonly link: string; readonly label: string }
  | { readonly list: string; readonly item: string };

interface EmailStarter {
  readonly name: string;
  readonly subject: string;
  readonly requiredVariables: readonly string[];
  readonly body: readonly Block[];
  /** It is sent to many: who gets it must be able to end it. */
  readonly unsubscribe?: true;
}

const SUPPORT: Block = { when: "organization.supportUrl", say: "Questions? {{organization.supportUrl}}" };

const ADDRESS: Block = { when: "organization.postalAddress", say: "{{organization.postalAddress}}" };

/** One wording as text and as HTML; greeting, support and signature are the same for all. */
export function email({ name, subject, requiredVariables, body, unsubscribe }: EmailStarter): Template {
  const greeting = "Hello{{#name}} {{name}}{{/name}},";
  const end: readonly Block[] = [
    SUPPORT,
    "{{organization.name}}",
    ...(unsubscribe === true
      ? [ADDRESS, { link: "{{organization.unsubscribeUrl}}", label: "Unsubscribe" } as const]
      : []),
  ];
  const blocks = [greeting, ...body, ...end];
  return {
    name,
    channel: "email",
    subject,
    text: blocks.map(asText).join("").trimEnd(),
    html: blocks.map(asHtml).join("\n"),
    requiredVariables,
    providerTemplate: null,
  };
}

export function sms(name: string, text: string, requiredVariables: readonly string[]): Template {
  return { name, channel: "sms", subject: null, text, html: null, requiredVariables, providerTemplate: null };
}

/** Tags alone on their lines leave none behind. */
function asText(block: Block): string {
  if (typeof block === "string") {
    return `${block}\n\n`;
  }
  if ("when" in block) {
    return `{{#${block.when}}}\n${block.say}\n\n{{/${block.when}}}\n`;
  }
  return "link" in block
    ? `${block.label}: ${block.link}\n\n`
    : `{{#${block.list}}}\n- ${block.item}\n{{/${block.list}}}\n\n`;
}

function asHtml(block: Block): string {
  if (typeof block === "string") {
    return `<p>${block}</p>`;
  }
  if ("when" in block) {
    return `{{#${block.when}}}<p>${block.say}</p>{{/${block.when}}}`;
  }
  return "link" in block
    ? `<p><a href="${block.link}">${block.label}</a></p>`
    : `<ul>{{#${block.list}}}<li>${block.item}</li>{{/${block.list}}}</ul>`;
}
