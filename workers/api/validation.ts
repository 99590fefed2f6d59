import type { z } from "@hono/zod-openapi";
import { type FieldError, Problem } from "../../shared/errors.ts";

const PLACES: Readonly<Record<string, string>> = {
  json: "body",
  query: "query",
  header: "header",
  param: "path",
};

/** A field's name in a refusal may be the client's own invention. */
const MAX_NAME_CHARACTERS = 100;

/** A failed validation as a problem: what names the field and says what it must be, never what it was. */
export function toProblem(target: string, error: Pick<z.ZodError, "issues">): Problem {
  if (target === "param") {
    // a malformed id names nothing, like one of another organization
    return new Problem("not_found", "There is nothing with this id.");
  }
  const place = PLACES[target] ?? target;
  return invalidFields(fieldErrors(place, error.issues));
}

/** The fields that do not validate, each under `place` in the request. */
export function fieldErrors(place: string, issues: z.ZodError["issues"]): FieldError[] {
  return flatten(issues).map(({ path, message }) => ({
    path: [place, ...path.map((part) => String(part).slice(0, MAX_NAME_CHARACTERS))].join("."),
    message,
  }));
}

/** A refusal of fields, each with the place where it stands in the request. */
export function invalidFields(errors: readonly FieldError[]): Problem {
  return new Problem("validation_failed", "Correct the fields named in `errors`.", { errors });
}

/** A refusal of one field of the body. */
export function invalidField(field: string, message: string): Problem {
  return invalidFields([{ path: `body.${field}`, message }]);
}

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** zod reports an unknown field on its parent; the client wants the field itself. At most 20 are reported. */
function flatten(issues: z.ZodError["issues"]): Issue[] {
  return issues.flatMap(flattenOne).slice(0, 20);
}

function flattenOne(issue: z.ZodError["issues"][number]): Issue[] {
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => ({ path: [...issue.path, key], message: "is not a field here" }));
    case "invalid_union": {
      const within = likeliestForm(issue.errors.map(flatten));
      return within === null
        ? [{ path: issue.path, message: issue.message }]
        : within.map(({ path, message }) => ({ path: [...issue.path, ...path], message }));
    }
    default:
      return [{ path: issue.path, message: issue.message }];
  }
}

/**
 * Of the forms that a value may have, the one that was meant: what is wrong with it lies deepest, then is least. Null
 * where nothing lies within, so that no form is likelier than the others.
 */
function likeliestForm(forms: readonly (readonly Issue[])[]): readonly Issue[] | null {
  const depth = (form: readonly Issue[]) => Math.max(0, ...form.map(({ path }) => path.length));
  const [likeliest] = forms.toSorted((a, b) => depth(b) - depth(a) || a.length - b.length);
  return likeliest === undefined || depth(likeliest) === 0 ? null : likeliest;
}
