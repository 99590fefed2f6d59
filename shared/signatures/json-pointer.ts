/**
 * The value at an RFC 6901 pointer in a parsed document; undefined where the pointer leads nowhere or is malformed.
 * Members are own properties only: `/constructor` finds nothing that the sender did not write.
 */
export function valueAt(document: unknown, pointer: string): unknown {
  if (pointer === "") {
    return document;
  }
  if (!pointer.startsWith("/") || /~(?![01])/.test(pointer)) {
    return undefined;
  }
  let value = document;
  for (const escaped of pointer.slice(1).split("/")) {
    value = member(value, escaped.replaceAll("~1", "/").replaceAll("~0", "~"));
  }
  return value;
}

/**
 * The items that a pointer with one `*` leads to (`/events/*`). Empty where the list is none; an item
 * that lacks the rest of the way is undefined.
 */
export function itemsAt(document: unknown, pointer: string): readonly unknown[] {
  const [before = "", after = ""] = pointer.split("/*", 2);
  const list = valueAt(document, before);
  return Array.isArray(list) ? list.map((item: unknown) => valueAt(item, after)) : [];
}

function member(value: unknown, token: string): unknown {
  if (Array.isArray(value)) {
    return /^(0|[1-9]\d{0,8})$/.test(token) ? value[Number(token)] : undefined;
  }
  if (typeof value === "object" && value !== null && Object.hasOwn(value, token)) {
    return Reflect.get(value, token);
  }
  return undefined;
}
