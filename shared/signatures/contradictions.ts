import { type Handshake, type HmacPart, type ReplyTemplate, replyParts } from "./exchange.ts";
import type { KeyRule, Part, SignatureRule, SimplePart, Source, Sources, TimestampRule } from "./parts.ts";

/** What does not go together in a scheme. */
export interface Contradiction {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

type Rule = Contradiction & { readonly broken: boolean };

interface Signed {
  readonly kind: string;
  readonly key?: KeyRule | undefined;
  readonly signature: SignatureRule;
  readonly timestamp?: TimestampRule | undefined;
  readonly content: readonly Part[];
}

interface Common {
  readonly kind?: string;
  readonly content?: readonly Part[] | undefined;
  readonly key?: KeyRule | undefined;
  readonly items?: string | undefined;
  readonly id?: Sources | { readonly of: readonly Sources[] } | undefined;
  readonly handshakes?: readonly Handshake[] | undefined;
  readonly reply?: ReplyTemplate | undefined;
}

const SHARED_SECRET = ["hmac", "digest", "token", "basic"];

/** The parts of a content, those of a join among them. */
export function flattenParts(parts: readonly Part[]): readonly SimplePart[] {
  return parts.flatMap((part) =>
    typeof part === "object" && "of" in part
      ? part.of.flatMap((inner, index) => (index === 0 ? [inner] : [part.join, inner]))
      : [part],
  );
}

/** Above all a scheme whose proof does not need the secret. */
export function contradictionsOfProof(scheme: Signed): readonly Contradiction[] {
  const { key, signature, timestamp } = scheme;
  const parts = flattenParts(scheme.content);
  const holds = (name: string) => parts.some((part) => typeof part === "object" && name in part);
  const keyed = scheme.kind === "hmac" || scheme.kind === "digest";
  return broken([
    {
      broken: scheme.kind === "digest" && !holds("secret"),
      path: ["content"],
      message: "a plain hash proves nothing unless the secret is part of its content",
    },
    {
      broken: holds("timestamp") && timestamp === undefined,
      path: ["content"],
      message: "has the timestamp as a part, but the scheme has no timestamp",
    },
    {
      broken: timestamp !== undefined && "pair" in timestamp.from && signature.pairs === undefined,
      path: ["timestamp", "from"],
      message: "names a pair, but the signature is no list of pairs",
    },
    {
      broken: timestamp !== undefined && "entry" in timestamp.from && signature.list === undefined,
      path: ["timestamp", "from"],
      message: "names an entry, but the signature is no list",
    },
    {
      broken: signature.list !== undefined && signature.pairs !== undefined,
      path: ["signature"],
      message: "is a list or a list of pairs, not both",
    },
    {
      broken: !keyed && key?.derive !== undefined,
      path: ["key", "derive"],
      message: "hashes a shared secret; this kind has a public key",
    },
    {
      broken: !keyed && holds("secret"),
      path: ["content"],
      message: "has the secret as a part, but this kind has a public key",
    },
  ]);
}

/** A token's algorithms share one key, and a public key must never serve as a shared one. */
export function contradictionsOfToken(algorithms: readonly string[]): readonly Contradiction[] {
  return broken([
    {
      broken: algorithms.length > 1 && algorithms.some((name) => !name.startsWith("HS")),
      path: ["algorithms"],
      message: "are several HMACs or one algorithm with a public key; use anyOf for several public keys",
    },
  ]);
}

/** Whoever knows a public key could sign with it, were it taken for a shared secret too. */
export function contradictionsOfAlternatives(
  alternatives: readonly { readonly kind: string; readonly algorithms?: readonly string[] }[],
): readonly Contradiction[] {
  const shared = alternatives.map(
    ({ kind, algorithms = [] }) =>
      SHARED_SECRET.includes(kind) || algorithms.some((name) => name.startsWith("HS")),
  );
  return broken([
    {
      broken: new Set(shared).size > 1,
      path: ["anyOf"],
      message: "mixes shared secrets and public keys: a public key is no secret",
    },
  ]);
}

export function contradictionsOfExchange(scheme: Common): readonly Contradiction[] {
  const handshakes = scheme.handshakes ?? [];
  return broken([
    {
      broken:
        scheme.items !== undefined &&
        sourcesOf(scheme.id).some((source) => !("json" in source) || "form" in source),
      path: ["id"],
      message: "must lie in the JSON of the item, for every item has an id of its own",
    },
    ...handshakes.flatMap((handshake, index) => rulesOfHandshake(scheme, handshake, ["handshakes", index])),
    ...(scheme.reply === undefined ? [] : [ruleOfReply(scheme.reply, ["reply"])]),
  ]);
}

function rulesOfHandshake(scheme: Common, { match, reply }: Handshake, path: PropertyKey[]): readonly Rule[] {
  const hmacs = replyParts(reply).filter((part) => typeof part === "object" && "hmac" in part);
  const names = replyParts(reply).some((part) => typeof part === "object" && "keyName" in part);
  return [
    {
      broken: match.value === undefined && (match.method === "POST" || match.equals !== undefined),
      path: [...path, "match", "value"],
      message: "is needed: without it every event would pass for a handshake",
    },
    {
      broken: hmacs.length > 0 && scheme.kind !== "hmac",
      path: [...path, "reply"],
      message: "has an HMAC, but the scheme's kind is none",
    },
    {
      broken: scheme.kind === "hmac" && hmacs.some((part) => !isSafeToSign(part, scheme, match)),
      path: [...path, "reply"],
      message:
        'would sign what anyone may write: the value must lie in a body that is itself signed whole, or be limited (`only: "hex"`) while the content has a literal that no such value holds',
    },
    {
      broken: names && scheme.key?.nameBefore === undefined,
      path: [...path, "reply"],
      message: "has the key's name, but the key has none",
    },
    ruleOfReply(reply, [...path, "reply"]),
  ];
}

/** Nobody but the sender may have a content of their choice signed, for they could send it as an event. */
function isSafeToSign({ hmac, only }: HmacPart, scheme: Common, match: Handshake["match"]): boolean {
  const parts = flattenParts(scheme.content ?? []);
  const inBody = [hmac].flat().every((source) => "json" in source || "form" in source);
  const wholeBody = parts.some((part) => typeof part === "object" && "body" in part);
  if (only === undefined) {
    return match.method === "POST" && match.unsigned === undefined && inBody && wholeBody;
  }
  const literals = parts.map((part) =>
    typeof part === "string" ? part : "value" in part ? (part.end ?? "") : "",
  );
  return literals.some((text) => /[^0-9a-f]/.test(text));
}

function ruleOfReply({ text, json }: ReplyTemplate, path: readonly PropertyKey[]): Rule {
  return {
    broken: text !== undefined && json !== undefined,
    path,
    message: "is a text or JSON, not both",
  };
}

function sourcesOf(id: Common["id"]): readonly Source[] {
  if (id === undefined) {
    return [];
  }
  return "of" in id ? id.of.flat() : [id].flat();
}

function broken(rules: readonly Rule[]): readonly Contradiction[] {
  return rules.filter((rule) => rule.broken).map(({ path, message }) => ({ path, message }));
}
