import type { Outcome } from "../../model/outcome.ts";
import { at, nameOf } from "../../model/read.ts";
import type { ProviderAnswer } from "../action.ts";

/** Statuses whose meaning stands however the error is called. */
const BY_STATUS: ReadonlySet<number> = new Set([401, 408, 425, 429]);

/** 403: the plan lapsed, or the app was taken away. https://developers.flodesk.com/#section/Errors */
export function classify({ status, body }: ProviderAnswer): Outcome | null {
  if (status < 400 || status >= 500 || BY_STATUS.has(status)) {
    return null;
  }
  const code = nameOf(at(body, "code"));
  const said = nameOf(at(body, "message"));
  if (status === 403) {
    const message = said ?? "Flodesk no longer takes the credential.";
    return { kind: "reauthorise", code: code ?? "http_403", message };
  }
  return code === null ? null : { kind: "refused", code, message: said ?? `Flodesk refused: ${code}.` };
}
