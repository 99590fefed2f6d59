/** Puts the files that the Worker serves as static assets into `.assets/`; wrangler runs it before every dev and deploy. */
import { cpSync, mkdirSync } from "node:fs";

mkdirSync(".assets/assets", { recursive: true });
cpSync("node_modules/@scalar/api-reference/dist/browser/standalone.js", ".assets/assets/scalar.js");
