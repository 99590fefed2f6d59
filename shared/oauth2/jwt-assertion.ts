import { importPKCS8, SignJWT } from "jose";
import { at } from "../model/read.ts";
import type { JwtBearer, OAuth2, Template, Values } from "./grant.ts";
import { toPkcs8Pem } from "./private-key.ts";
import { fill, GrantImpossible, namesIn } from "./template.ts";

/**
 * The assertion that a token is asked for with, signed with RS256. RFC 7523 section 3.
 * @param now ms since the epoch
 * @throws GrantImpossible naming the field that is missing, or holds no private RSA key
 */
export async function signAssertion(
  oauth2: Pick<OAuth2, "placeholders">,
  rules: JwtBearer,
  { values, now }: { readonly values: Values; readonly now: number },
): Promise<string> {
  const { document, subjectOptional = false } = rules;
  const known = document === undefined ? values : { ...values, ...membersOf(values, document) };
  const text = (template: Template) => fill(template, known, oauth2);
  const optional = (template: Template) => (isGiven(template, known) ? text(template) : undefined);
  const key = await importKey(text(rules.privateKey), document ?? namesIn(rules.privateKey)[0] ?? "");
  const keyId = optional(rules.keyId ?? "");
  const subject = subjectOptional ? optional(rules.subject) : text(rules.subject);
  const issuedAt = Math.floor(now / 1_000);
  return await new SignJWT({
    iss: text(rules.issuer),
    ...(subject === undefined ? {} : { sub: subject }),
    aud: text(rules.audience),
    ...(rules.scopes === undefined ? {} : { scope: rules.scopes.join(" ") }),
    iat: issuedAt,
    exp: issuedAt + rules.lifetimeSeconds,
  })
    .setProtectedHeader({ alg: "RS256", typ: "JWT", ...(keyId === undefined ? {} : { kid: keyId }) })
    .sign(key);
}

function isGiven(template: Template, values: Values): boolean {
  const names = namesIn(template);
  return names.length > 0 && names.every((name) => typeof values[name] === "string" && values[name] !== "");
}

/** What a field that is a JSON document says, such as the key file of a Google service account. */
function membersOf(values: Values, field: string): Values {
  const text = at(values, field);
  if (typeof text !== "string" || text === "") {
    throw new GrantImpossible("field_missing", field);
  }
  const members = parsed(text);
  if (typeof members !== "object" || members === null) {
    throw new GrantImpossible("field_malformed", field);
  }
  return Object.fromEntries(Object.entries(members).map(([name, value]) => [camelCase(name), value]));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** `private_key_id` → `privateKeyId`: the form of every other name in a template. */
function camelCase(name: string): string {
  return name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

async function importKey(text: string, field: string): Promise<CryptoKey> {
  const pem = toPkcs8Pem(text);
  try {
    return await importPKCS8(pem ?? "", "RS256");
  } catch {
    throw new GrantImpossible("field_malformed", field);
  }
}
