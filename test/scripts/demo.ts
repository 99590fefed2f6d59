/**
 * `npm run demo [-- --keep]`: the whole platform on this machine with a throw-away store, driven through its public API
 * by a stand-in for the providers. Exits 0 when the sums balance, else names what does not.
 */
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startTwin } from "../twin/server.ts";
import { createApi } from "./demo/api.ts";
import { demoWebhooks } from "./demo/webhooks.ts";
import { freePort } from "./platform/free-port.ts";
import { startPlatform } from "./platform/start.ts";

const { values } = parseArgs({ options: { keep: { type: "boolean", default: false } } });
const startedAt = performance.now();
const store = mkdtempSync(join(tmpdir(), "causeway-demo-"));
const adminToken = `admin_${randomBytes(24).toString("base64url")}`;
const output: string[] = [];
const cleanUps: (() => unknown)[] = [() => rmSync(store, { recursive: true, force: true })];

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => void end(130));
}

try {
  process.exitCode = (await run()) ? 0 : 1;
} catch (cause) {
  console.error(`\nThe demo failed: ${cause instanceof Error ? cause.message : String(cause)}`);
  console.error(`\nThe platform's last words:\n${output.join("").split("\n").slice(-30).join("\n")}`);
  process.exitCode = 1;
}
if (!values.keep || process.exitCode !== 0) {
  await end(process.exitCode);
}

async function run(): Promise<boolean> {
  const twin = await startTwin();
  cleanUps.unshift(() => twin.close());
  const platform = await startPlatform({
    flags: [
      ...["--port", String(await freePort()), "--inspector-port", String(await freePort())],
      ...["--persist-to", store],
      ...["--var", `ADMIN_TOKEN:${adminToken}`],
      ...["--var", `ENCRYPTION_KEYS:1:${randomBytes(32).toString("base64")}`],
      ...["--var", "ENVIRONMENT:development"],
      ...["--var", `PROVIDER_ORIGINS:{"*":"${twin.url}"}`],
    ],
    output: (text) => output.push(text),
  });
  cleanUps.unshift(() => platform.stop());
  const admin = createApi(platform.url, adminToken);
  const organization = await admin.call<{ id: string }>("POST", "/v1/organizations", { name: "Demo" });
  const { key } = await admin.call<{ key: string }>("POST", `/v1/organizations/${organization.id}/keys`, {
    name: "demo",
  });
  console.log(`Causeway at ${platform.url}, the providers' stand-in at ${twin.url}`);
  const imbalances = await demoWebhooks(createApi(platform.url, key), (text) => console.log(text));
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  for (const line of imbalances) {
    console.error(`✘ ${line}`);
  }
  console.log(
    imbalances.length === 0
      ? `\n✔ Everything balances (${seconds} s).`
      : `\n✘ The sums do not balance (${seconds} s).`,
  );
  if (values.keep) {
    console.log(
      `\nLeft running. API docs: ${platform.url}/docs\n  curl ${platform.url}/v1/events -H 'Authorization: Bearer ${key}'\nCtrl+C ends it.`,
    );
  }
  return imbalances.length === 0;
}

async function end(code: number): Promise<void> {
  for (const cleanUp of cleanUps.splice(0)) {
    await cleanUp();
  }
  process.exit(code);
}
