/** For people whose app named no page to go back to. */
export function returnPage(error: string | null): Response {
  const [title, text] =
    error === null
      ? ["Connected", "You can close this window."]
      : ["Not connected", `It did not work (${error}). Close this window and try again from your app.`];
  const html = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><body><h1>${title}</h1><p>${escaped(text)}</p></body></html>`;
  return new Response(html, {
    status: error === null ? 200 : 400,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": "default-src 'none'",
      "cache-control": "no-store",
    },
  });
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
