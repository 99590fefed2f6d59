import { escapeHtml } from "../../shared/templates/escape-html.ts";
import type { Language } from "./words.ts";

/** Readable without colours, at any size and by a screen reader; no script, nothing from elsewhere. */
const STYLE = `:root{color-scheme:light dark}
body{font:1.125rem/1.5 system-ui,sans-serif;max-width:34rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.5rem}fieldset{margin:1rem 0;border:1px solid;border-radius:.25rem;min-width:0}
legend{font-weight:600;overflow-wrap:anywhere}label{display:flex;gap:.75rem;padding:.5rem 0;align-items:center}
input{width:1.5rem;height:1.5rem;flex:none}button{font:inherit;padding:.6rem 1.2rem;min-height:2.75rem;margin:.25rem .5rem .25rem 0}
p{overflow-wrap:anywhere}a,button,input{outline-offset:3px}`;

/** A page for a person. @param body HTML, everything in it escaped */
export function page(
  { title, body, language }: { readonly title: string; readonly body: string; readonly language: Language },
  status = 200,
): Response {
  const html = `<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex"><title>${escapeHtml(title)}</title><style>${STYLE}</style></head>
<body><main><h1>${escapeHtml(title)}</h1>
${body}
</main></body></html>
`;
  return new Response(html, {
    status,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-language": language,
      "content-security-policy":
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
      "cache-control": "no-store",
      // the address of the page is the right to use it
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
      vary: "accept-language",
    },
  });
}

/** A form that posts to the page's own address. @param body HTML, everything in it escaped */
export function form(body: string): string {
  return `<form method="post">${body}</form>`;
}

export function button(label: string, name?: string): string {
  const naming = name === undefined ? "" : ` name="${name}" value="1"`;
  return `<button type="submit"${naming}>${escapeHtml(label)}</button>`;
}

export function paragraph(text: string, role?: "status"): string {
  return `<p${role === undefined ? "" : ` role="${role}"`}>${escapeHtml(text)}</p>`;
}
