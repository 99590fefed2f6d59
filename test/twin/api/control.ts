import { type Context, Hono } from "hono";
import { readJson } from "../read-json.ts";
import { apis, findApi } from "../registry.ts";
import { faultKinds } from "./faults.ts";
import { parseFault, parseLimit, parseReceipts } from "./orders.ts";
import type { World } from "./world.ts";

/** The calls, for those who ask the twin what it has. */
export const controlCalls = {
  "GET /_twin/apis": "the providers that answer, their routes, and what brings about refusals",
  "POST /_twin/faults": `{provider, kind, times?, forMs?, status?, retryAfter?: {form, seconds} or null, path?, method?, delayMs?}; kind: ${Object.keys(faultKinds).join(", ")}; GET lists, DELETE ends them`,
  "POST /_twin/limits":
    "{provider, limit, perSeconds?}: 429 beyond it, per account; GET counts the violations, DELETE lifts it",
  "POST /_twin/receipts":
    "{provider, to, secret, account?, statuses?, delayMs?}: where the status webhooks of accepted messages go; GET, DELETE",
  "GET /_twin/effects": "what the providers did, oldest first; DELETE forgets it and the idempotency keys",
  "GET /_twin/requests": "what the providers were asked, oldest first; DELETE forgets it",
} as const;

/** `?provider=`; absent: all. @throws TwinError when there is no such provider */
function chosenProvider(c: Context): string | undefined {
  const provider = c.req.query("provider");
  return provider === undefined ? undefined : findApi(provider).provider;
}

interface Shelf {
  readonly list: (provider?: string) => readonly unknown[];
  readonly clear: (provider?: string) => void;
}

/** The control API of the providers' APIs, below `/_twin`. */
export function createControl({
  effects,
  exchanges,
  faults,
  keys,
  limits,
  receipts,
  descriptions,
}: World): Hono {
  const control = new Hono();

  control.get("/apis", (c) =>
    c.json({
      data: apis.map((api) => ({
        provider: api.provider,
        origin: api.origin,
        routes: api.routes.map((route) => ({
          call: `${route.method} ${route.path}`,
          checkedBy: descriptions(route).described ? "description" : "rules",
        })),
        hints: api.hints,
      })),
      faults: faultKinds,
    }),
  );

  control.post("/faults", async (c) => c.json(faults.add(parseFault(await readJson(c)), Date.now()), 201));

  control.post("/limits", async (c) => {
    const { provider, ...limit } = parseLimit(await readJson(c));
    limits.set(provider, limit);
    return c.json({ provider, ...limit }, 201);
  });

  control.post("/receipts", async (c) => {
    const order = await parseReceipts(await readJson(c));
    receipts.set(order);
    const { signingKey: _, ...shown } = order;
    return c.json(shown, 201);
  });

  const shelves: Readonly<Record<string, Shelf>> = {
    faults,
    limits,
    receipts,
    requests: exchanges,
    effects: {
      list: (provider) => effects.list(provider).map(({ object: _, ...effect }) => effect),
      clear: (provider) => {
        effects.clear(provider);
        keys.clear(provider);
      },
    },
  };
  for (const [name, shelf] of Object.entries(shelves)) {
    control.get(`/${name}`, (c) => c.json({ data: shelf.list(chosenProvider(c)) }));
    control.delete(`/${name}`, (c) => {
      shelf.clear(chosenProvider(c));
      return c.body(null, 204);
    });
  }
  return control;
}
