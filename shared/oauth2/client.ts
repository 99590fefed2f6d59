import type { OAuth2, OAuthClient, Values } from "./grant.ts";
import { namesIn } from "./template.ts";

/** The client that a connection brings itself; null where it names none. */
export function ownClient({ client }: Pick<OAuth2, "client">, values: Values): OAuthClient | null {
  const id = given(values, client?.id ?? "clientId");
  return id === null ? null : { id, secret: given(values, client?.secret ?? "clientSecret") };
}

/** How a connection gets tokens by itself, without a person's consent; null where its fields are not enough for that. */
export function ownGrant(oauth2: OAuth2, values: Values): "jwt_bearer" | "client_credentials" | null {
  const { jwtBearer, clientCredentials } = oauth2;
  const key = jwtBearer?.document ?? namesIn(jwtBearer?.privateKey ?? "")[0];
  if (key !== undefined && given(values, key) !== null) {
    return "jwt_bearer";
  }
  const client = ownClient(oauth2, values);
  return clientCredentials !== undefined && client !== null && client.secret !== null
    ? "client_credentials"
    : null;
}

function given(values: Values, name: string): string | null {
  const value = Object.hasOwn(values, name) ? values[name] : undefined;
  return typeof value === "string" && value !== "" ? value : null;
}
