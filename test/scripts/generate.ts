/** `npm run generate`: writes the committed files that are made from the sources. */
import { writeFileSync } from "node:fs";
import { ARTIFACTS } from "./generated/artifacts.ts";

for (const { path, make } of ARTIFACTS) {
  writeFileSync(path, make());
  console.log(`wrote ${path}`);
}
