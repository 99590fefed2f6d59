/** `npm run browser:install`: Debian's Chromium for the browser test, where it is missing and may be installed. */
import { spawnSync } from "node:child_process";
import { findChromium } from "./browser/chromium.ts";

const TIMEOUT_MS = 180_000;

if (findChromium() === null) {
  for (const args of [
    ["update", "-qq"],
    ["install", "-y", "-qq", "--no-install-recommends", "chromium"],
  ]) {
    spawnSync("apt-get", args, {
      stdio: ["ignore", "ignore", "inherit"],
      timeout: TIMEOUT_MS,
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    });
  }
}
const found = findChromium();
console.log(
  found === null
    ? "No Chromium, and it could not be installed: the browser test is skipped. Install it with `apt-get install chromium`, or name one with CHROMIUM=/path/to/chromium."
    : `The browser test uses ${found}.`,
);
