import { html, raw } from "hono/html";
import { bytesToBase64 } from "../crypto/bytes.ts";
import { readableOn } from "./contrast.ts";

/** Escaped HTML: what `html` of hono makes. */
export type Html = ReturnType<typeof html>;

export interface Page {
  readonly status?: number;
  readonly title: string;
  readonly body: Html;
  /** `#rrggbb`. */
  readonly color?: string | undefined;
  /** Where the browser goes by itself, at once. The page has a link there as well. */
  readonly next?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

const DEFAULT_COLOR = "#1f4e79";
const NONCE_BYTES = 16;

/** Without script; widths from 320 px, dark and light by the reader's own setting, focus always to be seen. */
const STYLE = `
:root { color-scheme: light dark; --back: #fff; --front: #1a1a1a; --soft: #595959; --line: #767676; --wrong: #b00020; }
@media (prefers-color-scheme: dark) { :root { --back: #161616; --front: #f2f2f2; --soft: #b3b3b3; --line: #8c8c8c; --wrong: #ff8a80; } }
* { box-sizing: border-box; }
body { margin: 0; border-top: 6px solid var(--brand); background: var(--back); color: var(--front); font: 1rem/1.5 system-ui, sans-serif; }
main { max-width: 34rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; line-height: 1.25; } h2 { font-size: 1.15rem; margin-top: 2rem; }
a { color: inherit; } ul { padding: 0; list-style: none; }
li a, button, .button { display: block; width: 100%; margin: .5rem 0; padding: .7rem 1rem; border: 1px solid var(--line); border-radius: .4rem; font: inherit; text-align: start; text-decoration: none; cursor: pointer; }
button, .button { border-color: currentColor; background: var(--brand); color: var(--on-brand); font-weight: 600; text-align: center; }
label { display: block; margin-top: 1.25rem; font-weight: 600; } label small { font-weight: 400; }
input, select, textarea { width: 100%; padding: .6rem; border: 1px solid var(--line); border-radius: .3rem; background: var(--back); color: var(--front); font: inherit; }
textarea { font-family: ui-monospace, monospace; } [aria-invalid=true] { border: 2px solid var(--wrong); }
:focus-visible { outline: 3px solid var(--front); outline-offset: 2px; }
.hint { margin: .25rem 0 .4rem; color: var(--soft); font-size: .9rem; } .wrong { margin: .3rem 0; color: var(--wrong); font-weight: 600; }
[role=alert], [role=status] { margin: 1rem 0; padding: .8rem 1rem; border: 2px solid currentColor; border-radius: .4rem; } [role=alert] { color: var(--wrong); }
`;

/**
 * A page for a person. It runs no script and stands in no frame; nothing of it is stored, and its address, which may
 * hold a capability, is told to no other origin.
 */
export async function pageResponse({ title, body, ...page }: Page): Promise<Response> {
  const nonce = bytesToBase64(crypto.getRandomValues(new Uint8Array(NONCE_BYTES)));
  const color = page.color ?? DEFAULT_COLOR;
  const brand = `:root { --brand: ${color}; --on-brand: ${readableOn(color)}; }`;
  const refresh =
    page.next === undefined ? "" : html`<meta http-equiv="refresh" content="${`0;url=${page.next}`}">`;
  const text = await html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
${refresh}
<title>${title}</title>
<style nonce="${nonce}">${raw(STYLE + brand)}</style>
</head>
<body><main><h1>${title}</h1>
${body}
</main></body>
</html>`;
  return new Response(String(text), {
    status: page.status ?? 200,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": `default-src 'none'; style-src 'nonce-${nonce}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      "cache-control": "no-store",
      // with `no-referrer` browsers send `Origin: null` with the page's own forms
      "referrer-policy": "same-origin",
      ...page.headers,
    },
  });
}
