import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { deploy } from "./deploy/deploy.ts";

const CONFIG = `
[[d1_databases]]
database_name = "causeway"
database_id = "00000000-0000-0000-0000-000000000000"
[[r2_buckets]]
bucket_name = "bodies"
[[queues.producers]]
queue = "events"
[[queues.consumers]]
queue = "events"
dead_letter_queue = "events-dead"
`;

/** A Cloudflare account, as far as wrangler's commands show it. */
function account(existing: { databases: string[]; secrets: string[]; resources: string[] }) {
  const configPath = join(mkdtempSync(join(tmpdir(), "causeway-deploy-")), "wrangler.toml");
  writeFileSync(configPath, CONFIG);
  const calls: string[] = [];
  const lines: string[] = [];
  const done = (output = "") => ({ ok: true, output, errors: "" });
  const wrangler = (args: readonly string[], input?: string) => {
    calls.push(args.join(" "));
    const [command, ...rest] = args;
    if (command === "d1" && rest[0] === "list") {
      return done(JSON.stringify(existing.databases.map((name) => ({ name, uuid: `id-of-${name}` }))));
    }
    if (command === "d1" && rest[0] === "create") {
      existing.databases.push(rest[1] ?? "");
    }
    if (command === "secret" && rest[0] === "list") {
      return done(JSON.stringify(existing.secrets.map((name) => ({ name, type: "secret_text" }))));
    }
    if (command === "secret" && rest[0] === "put") {
      expect(input?.length).toBeGreaterThan(20);
      existing.secrets.push(rest[1] ?? "");
    }
    if (existing.resources.includes(rest.at(-1) ?? "")) {
      return { ok: false, output: "", errors: "it already exists" };
    }
    return done();
  };
  return {
    run: () => deploy({ wrangler, say: (line) => lines.push(line), configPath }),
    calls,
    lines,
    configPath,
  };
}

describe("npm run deploy", () => {
  it("creates every resource that the configuration names, migrates, deploys and sets both secrets", () => {
    const fresh = account({ databases: [], secrets: [], resources: [] });
    fresh.run();
    expect(fresh.calls).toEqual([
      "whoami",
      "queues create events",
      "queues create events-dead",
      "r2 bucket create bodies",
      "d1 list --json",
      "d1 create causeway",
      "d1 list --json",
      "d1 migrations apply DB --remote",
      "deploy",
      "secret list",
      "secret put ADMIN_TOKEN",
      "secret put ENCRYPTION_KEYS",
    ]);
    expect(readFileSync(fresh.configPath, "utf8")).toContain('database_id = "id-of-causeway"');
    expect(fresh.lines.at(-1)).toMatch(/^ADMIN_TOKEN, shown this once: admin_/);
  });

  it("keeps what is there, secrets above all, when it runs again", () => {
    const running = account({
      databases: ["causeway"],
      secrets: ["ADMIN_TOKEN", "ENCRYPTION_KEYS"],
      resources: ["events", "events-dead", "bodies"],
    });
    running.run();
    expect(running.calls.filter((call) => /secret put|d1 create/.test(call))).toEqual([]);
    expect(running.calls).toContain("deploy");
  });

  it("stops with wrangler's words when a step fails", () => {
    const fresh = account({ databases: ["causeway"], secrets: [], resources: ["deploy"] });
    const failing = account({ databases: ["causeway"], secrets: [], resources: ["--remote"] });
    expect(() => failing.run()).toThrow("Migrating the database failed:\nit already exists");
    expect(failing.calls).not.toContain("deploy");
    expect(() => fresh.run()).not.toThrow();
  });
});
