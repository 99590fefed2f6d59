import type { OpenAPIHono } from "@hono/zod-openapi";
import { html } from "hono/html";
import { PROBLEMS, Problem } from "../../shared/errors.ts";
import type { ApiEnv } from "./types.ts";

/** Nothing is loaded from elsewhere: Scalar's script is an asset of this Worker. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self' blob:",
].join("; ");

/** `/docs` (Scalar over `/openapi.json`), `/docs/errors` (every problem code) and the assets they need. */
export function serveDocs(app: OpenAPIHono<ApiEnv>): void {
  app.use("/docs/*", async (c, next) => {
    await next();
    c.header("content-security-policy", POLICY);
  });

  app.get("/docs", (c) =>
    c.html(html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Causeway API</title>
    <link rel="icon" href="data:,">
  </head>
  <body>
    <script id="api-reference" data-url="/openapi.json" data-configuration='{"withDefaultFonts":false,"telemetry":false,"agent":{"disabled":true},"showDeveloperTools":"never","mcp":{"disabled":true}}'></script>
    <script src="/assets/scalar.js"></script>
  </body>
</html>`),
  );

  app.get("/docs/errors", (c) =>
    c.html(html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Causeway API: problem codes</title>
    <link rel="icon" href="data:,">
    <style>body{font:16px/1.5 system-ui,sans-serif;max-width:48rem;margin:2rem auto;padding:0 1rem}
      th,td{text-align:left;padding:.3rem 1rem .3rem 0;vertical-align:top}:target{background:#fff3bf}</style>
  </head>
  <body>
    <h1>Problem codes</h1>
    <p>Errors are <code>application/problem+json</code> (RFC 9457). A <code>code</code> keeps its meaning; <code>detail</code> says what to do.</p>
    <table>
      <tr><th>code</th><th>status</th><th>meaning</th></tr>
      ${Object.entries(PROBLEMS).map(
        ([code, { status, title }]) =>
          html`<tr id="${code}"><td><code>${code}</code></td><td>${status}</td><td>${title}</td></tr>`,
      )}
    </table>
  </body>
</html>`),
  );

  app.get("/assets/*", async (c) => {
    const asset = await c.env.context.env.ASSETS.fetch(c.req.raw);
    if (asset.status === 404) {
      throw new Problem("not_found", "There is no such asset.");
    }
    return asset;
  });
}
