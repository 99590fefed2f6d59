import { randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";

export interface Deployment {
  /** Runs wrangler with `input` on its standard input. */
  readonly wrangler: (
    args: readonly string[],
    input?: string,
  ) => { readonly ok: boolean; readonly output: string; readonly errors: string };
  readonly say: (line: string) => void;
  /** wrangler.toml: names the resources, and is given the database's id. */
  readonly configPath: string;
}

/**
 * Creates what the configuration names and the account lacks, then migrates, deploys and sets the secrets that are not
 * set. Running it again changes nothing but the code.
 * @throws Error with wrangler's words when a step fails
 */
export function deploy(deployment: Deployment): void {
  const config = readFileSync(deployment.configPath, "utf8");
  const step = (what: string, args: readonly string[], input?: string) => {
    deployment.say(what);
    const result = deployment.wrangler(args, input);
    if (!result.ok) {
      throw new Error(`${what} failed:\n${result.errors.trim() || result.output.trim()}`);
    }
    return result.output;
  };
  if (!deployment.wrangler(["whoami"]).ok) {
    throw new Error("wrangler is not logged in. Run `npx wrangler login`, or set CLOUDFLARE_API_TOKEN.");
  }
  for (const queue of new Set(valuesOf(config, "(?:queue|dead_letter_queue)"))) {
    create(deployment, `Queue ${queue}`, ["queues", "create", queue]);
  }
  for (const bucket of valuesOf(config, "bucket_name")) {
    create(deployment, `Bucket ${bucket}`, ["r2", "bucket", "create", bucket]);
  }
  const [database = "causeway"] = valuesOf(config, "database_name");
  const id = databaseId(deployment, database);
  writeFileSync(deployment.configPath, config.replace(/database_id = "[^"]*"/, `database_id = "${id}"`));
  step("Migrating the database", ["d1", "migrations", "apply", "DB", "--remote"]);
  deployment.say(step("Deploying", ["deploy"]).trim());
  setSecrets(deployment, step);
}

function valuesOf(config: string, key: string): string[] {
  return [...config.matchAll(new RegExp(`^${key} = "([^"]+)"`, "gm"))].map(([, value = ""]) => value);
}

/** Creates a resource; one that exists already is what was wanted. */
function create({ wrangler, say }: Deployment, what: string, args: readonly string[]): void {
  const { ok, output, errors } = wrangler(args);
  if (!ok && !/already (exists|taken|own)/i.test(output + errors)) {
    throw new Error(`${what} could not be created:\n${errors.trim() || output.trim()}`);
  }
  say(`${what}: ${ok ? "created" : "is there"}`);
}

function databaseId(deployment: Deployment, name: string): string {
  const find = (): string | undefined => {
    const { ok, output, errors } = deployment.wrangler(["d1", "list", "--json"]);
    if (!ok) {
      throw new Error(`The databases could not be listed:\n${errors.trim()}`);
    }
    const list = JSON.parse(output) as readonly { readonly name: string; readonly uuid: string }[];
    return list.find((database) => database.name === name)?.uuid;
  };
  const known = find();
  if (known !== undefined) {
    deployment.say(`Database ${name}: is there`);
    return known;
  }
  create(deployment, `Database ${name}`, ["d1", "create", name]);
  const created = find();
  if (created === undefined) {
    throw new Error(`The database ${name} was created, but is not listed yet. Run this again in a minute.`);
  }
  return created;
}

function setSecrets(
  deployment: Deployment,
  step: (what: string, args: readonly string[], input?: string) => string,
): void {
  const list = JSON.parse(step("Reading which secrets are set", ["secret", "list"])) as readonly {
    name: string;
  }[];
  const set = new Set(list.map(({ name }) => name));
  const wanted = {
    ADMIN_TOKEN: `admin_${randomBytes(24).toString("base64url")}`,
    ENCRYPTION_KEYS: `1:${randomBytes(32).toString("base64")}`,
  };
  const missing = Object.entries(wanted).filter(([name]) => !set.has(name));
  for (const [name, value] of missing) {
    step(`Setting the secret ${name}`, ["secret", "put", name], value);
  }
  if (!set.has("ADMIN_TOKEN")) {
    deployment.say(`ADMIN_TOKEN, shown this once: ${wanted.ADMIN_TOKEN}`);
  }
}
