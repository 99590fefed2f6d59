import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { readFlags } from "./platform/flags.ts";
import { type Group, startGroup } from "./platform/group.ts";
import { assertFree, freePort } from "./platform/ports.ts";
import { ensureSecrets } from "./platform/secrets.ts";
import { ROOT, startPlatform } from "./platform/start.ts";

describe("the flags of npm run dev", () => {
  it("take port and store out, in either form, and leave wrangler the rest as it was", () => {
    const rest = ["--var", "A:--port", "--var=B:1", "--ip", "0.0.0.0"];
    expect(readFlags(["--port", "9000", ...rest, "--persist-to=/tmp/store"])).toEqual({
      port: 9000,
      store: "/tmp/store",
      rest,
    });
  });

  it("fall back to wrangler's own port and store", () => {
    expect(readFlags([])).toEqual({ port: 8787, store: resolve(".wrangler/state"), rest: [] });
  });

  it("let the last of several count, as wrangler does", () => {
    expect(readFlags(["--port", "1", "--port=2"])).toMatchObject({ port: 2, rest: [] });
  });

  it.each([
    ["--port", "abc"],
    ["--port", "65536"],
    ["--port=-1"],
    ["--port="],
    ["--port"],
  ])("refuse %s %s", (...flags) => {
    expect(() => readFlags(flags)).toThrow(/^--port: /);
  });
});

describe("ports", () => {
  it("that are taken are refused with what to do, before anything is started", async () => {
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    try {
      await expect(assertFree(port)).rejects.toThrow(`Port ${port} cannot be used`);
      const flags = ["--port", String(port), "--persist-to", "/nowhere"];
      await expect(startPlatform({ flags, output: () => undefined })).rejects.toThrow("--port N");
    } finally {
      server.close();
    }
  });

  it("that are free are found and can be used", async () => {
    await expect(assertFree(await freePort())).resolves.toBeUndefined();
  });
});

describe("a process group", () => {
  const start = (script: string, output: (text: string) => void = () => undefined): Group =>
    startGroup("sh", ["-c", script], { cwd: ROOT, env: process.env, output });
  /** Starts a script that leaves a child in the group, and answers when that child has said its id. */
  const startFamily = async (script: string): Promise<{ group: Group; child: string }> => {
    let said = "";
    let heard = () => undefined as unknown;
    const spoken = new Promise<void>((done) => {
      heard = done;
    });
    const group = start(script, (text) => {
      said += text;
      if (said.includes("\n")) {
        heard();
      }
    });
    await spoken;
    return { group, child: said.trim() };
  };
  const lives = (pid: string): boolean => {
    const state = execFileSync("sh", ["-c", `ps -o state= -p ${pid} || true`], { encoding: "utf8" }).trim();
    return state !== "" && state !== "Z";
  };

  it("ends with all that it started", async () => {
    const { group, child } = await startFamily("sleep 100 & echo $!; wait");
    expect(lives(child)).toBe(true);
    await group.stop();
    expect(lives(child)).toBe(false);
  });

  it("leaves nothing behind when its command ends by itself, and says with which code", async () => {
    const { group, child } = await startFamily("sleep 100 & echo $!; exit 3");
    expect(await group.exited).toBe(3);
    expect(lives(child)).toBe(false);
  });

  it("can be stopped twice and after its end", async () => {
    const group = start("true");
    expect(await group.exited).toBe(0);
    await Promise.all([group.stop(), group.stop()]);
  });

  it("says when its command cannot be started", async () => {
    let said = "";
    const output = (text: string) => {
      said += text;
    };
    const group = startGroup("/no/such/command", [], { cwd: ROOT, env: process.env, output });
    expect(await group.exited).toBe(1);
    expect(said).toContain("ENOENT");
  });
});

describe("development secrets", () => {
  it("are written once, for the owner's eyes, and never over a file that is there", () => {
    const directory = mkdtempSync(join(tmpdir(), "causeway-secrets-"));
    const file = join(directory, ".dev.vars");
    try {
      expect(ensureSecrets(directory)).toBe(true);
      const first = readFileSync(file, "utf8");
      expect(first).toMatch(
        /^ENVIRONMENT="development"\nADMIN_TOKEN="admin_.{32}"\nENCRYPTION_KEYS="1:.{44}"\n$/,
      );
      expect(statSync(file).mode & 0o777).toBe(0o600);
      expect(ensureSecrets(directory)).toBe(false);
      expect(readFileSync(file, "utf8")).toBe(first);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});
