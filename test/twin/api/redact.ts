import { isJsonObject } from "../payload.ts";

const SHOWN_CHARACTERS = 200;
const BLOT = "…";
const SECRET_HEADER = /authorization|cookie|secret|token|api-key/;
const SECRET_PARAM = /token|secret|password|api_?key/i;

/** Headers without credentials: of `Authorization` the scheme stays. */
export function redactHeaders(headers: Headers): Record<string, string> {
  const shown = [...headers].map(([name, value]) => {
    const [scheme = "", ...rest] = value.split(" ");
    const blotted = rest.length === 0 ? BLOT : `${scheme} ${BLOT}`;
    return [name, SECRET_HEADER.test(name) ? blotted : value];
  });
  return Object.fromEntries(shown);
}

/** Path and query without credentials. */
export function redactPath(path: string, query: URLSearchParams): string {
  const shown = new URLSearchParams(
    [...query].map(([name, value]) => [name, SECRET_PARAM.test(name) ? BLOT : value]),
  );
  return shown.size === 0 ? path : `${path}?${shown}`;
}

/** A value with its long texts cut and the fields that hold credentials blotted out. */
export function summarize(value: unknown): unknown {
  if (typeof value === "string" && value.length > SHOWN_CHARACTERS) {
    return `${value.slice(0, SHOWN_CHARACTERS)}${BLOT}`;
  }
  if (Array.isArray(value)) {
    return value.map(summarize);
  }
  if (!isJsonObject(value)) {
    return value;
  }
  const members = Object.entries(value).map(([name, member]) => [
    name,
    SECRET_PARAM.test(name) ? BLOT : summarize(member),
  ]);
  return Object.fromEntries(members);
}
