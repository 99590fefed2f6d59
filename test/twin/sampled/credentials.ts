import { generateKeyPairSync } from "node:crypto";
import type { Field, ProviderDefinition } from "../../../shared/providers/define.ts";
import type { ProviderVectors } from "../../../shared/providers/vectors.ts";
import { vectorsByProvider } from "../../contracts/vectors.ts";

const vectors: ReadonlyMap<string, ProviderVectors> = new Map(Object.entries(vectorsByProvider));

/** Fields of a form, of which the samples have only what came of them. */
type Credentials = Readonly<Record<string, string>>;

let pem: string | null = null;

/** Made once: it takes a moment. */
function privateKey(): string {
  pem ??= generateKeyPairSync("rsa", { modulusLength: 2_048 })
    .privateKey.export({ type: "pkcs8", format: "pem" })
    .toString();
  return pem;
}

/** Credentials that the twin takes: those of the provider's samples, and examples where the samples have none. */
export function twinCredentials({ id, auth }: ProviderDefinition): Credentials {
  const { connection, connections = [] } = vectors.get(id)?.outbound ?? {};
  const samples = [connection, ...connections.map((vector) => vector.connection)].flatMap((one) =>
    one === undefined ? [] : [one.credentials],
  );
  const [way = []] = auth.anyOf ?? [];
  const needed = auth.fields.filter(({ name, required }) => required || way.includes(name));
  const complete = samples.find((one) => needed.every(({ name }) => name in one));
  const given = complete ?? connection?.credentials ?? {};
  const values = auth.fields.flatMap((field) => {
    const value = given[field.name] ?? (needed.includes(field) ? exampleOf(field) : undefined);
    return value === undefined ? [] : [[field.name, value] as const];
  });
  return Object.fromEntries(values);
}

function exampleOf({ multiline, example }: Field): string {
  if (multiline !== true) {
    return example;
  }
  return example.startsWith("{") ? serviceAccount("bot") : privateKey();
}

function serviceAccount(name: string): string {
  return JSON.stringify({
    type: "service_account",
    client_email: `${name}@twin.iam.gserviceaccount.com`,
    private_key: privateKey(),
    private_key_id: "key-1",
  });
}

/** The same, as the twin refuses them: with `invalid` in what proves who calls. */
export function refusedCredentials({ auth }: ProviderDefinition, good: Credentials): Credentials {
  const proofs = new Set([
    ...auth.fields.filter(({ secret, multiline }) => secret && multiline !== true).map(({ name }) => name),
    ...(auth.oauth2?.jwtBearer?.issuer.match(/\w+/g) ?? []),
  ]);
  return Object.fromEntries(
    Object.entries(good).map(([name, value]) => {
      if (value.startsWith("{")) {
        return [name, serviceAccount("invalid")];
      }
      const middle = Math.ceil(value.length / 2);
      return [name, proofs.has(name) ? `${value.slice(0, middle)}invalid${value.slice(middle)}` : value];
    }),
  );
}
