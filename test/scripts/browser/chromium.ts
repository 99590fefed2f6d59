import { existsSync } from "node:fs";

/** Where Debian's package `chromium` puts it, and Ubuntu's and Google's theirs. */
const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** The browser of this machine; null where it has none. */
export function findChromium(): string | null {
  return [process.env.CHROMIUM ?? "", ...PLACES].find((path) => path !== "" && existsSync(path)) ?? null;
}
