import { Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { controlCalls, createControl } from "./api/control.ts";
import type { World } from "./api/world.ts";
import { dispatch, type Sent } from "./dispatch.ts";
import type { SentLog } from "./log.ts";
import { mischief, mischiefFor } from "./mischief.ts";
import { type Order, parseOrder } from "./order.ts";
import { readJson } from "./read-json.ts";
import { apis, everySender } from "./registry.ts";
import { TwinError } from "./sender.ts";

const LOG_LIMIT = 200;

export interface AppOptions {
  readonly log: SentLog;
  readonly world: World;
  /** Ends what is being sent when the twin closes. */
  readonly signal: AbortSignal;
}

function splitBackground(body: unknown): { background: boolean; input: unknown } {
  if (typeof body !== "object" || body === null || !("background" in body)) {
    return { background: false, input: body };
  }
  const { background, ...input } = body;
  if (typeof background !== "boolean") {
    throw new TwinError("background: must be true or false");
  }
  return { background, input };
}

/** The twin's control API. The providers' own APIs are under `/<provider>/…`, beside it. */
export function createApp({ log, world, signal }: AppOptions): Hono {
  const app = new Hono();
  const send = (order: Order) => dispatch(order, { signal, onSent: (sent) => log.add(sent) });

  app.get("/", (c) =>
    c.json({
      what: "The provider twin: plays providers for local work. It answers as their APIs do, sends correctly signed webhooks, and does wrong on request.",
      calls: {
        "GET /_twin/senders": "providers, their event types and the mischief they can do",
        "POST /_twin/send":
          "{provider, type, to, secret, count?, rate?, duplicate?, kilobytes?, data?, mischief?, background?}",
        "GET /_twin/log": "what was sent and what was answered, newest first (?limit=)",
        ...controlCalls,
      },
      apis: Object.fromEntries(apis.map(({ provider, origin }) => [`/${provider}`, origin])),
    }),
  );

  app.get("/_twin/senders", (c) =>
    c.json({
      data: everySender.map((sender) => ({
        provider: sender.provider,
        types: sender.types,
        secret: sender.signingKeyHint,
        scheme: sender.scheme ?? null,
        mischief: mischiefFor(sender),
      })),
      mischief: Object.fromEntries(
        Object.entries(mischief).map(([name, { what, receiver }]) => [name, { what, receiver }]),
      ),
    }),
  );

  app.post("/_twin/send", async (c) => {
    const { background, input } = splitBackground(await readJson(c));
    const order = parseOrder(input);
    if (!background) {
      return c.json(await send(order));
    }
    const at = new Date().toISOString();
    send(order).catch((cause: unknown) => log.add(unsent(order, at, String(cause))));
    return c.json({ accepted: order.count * (order.duplicate + 1) }, 202);
  });

  app.get("/_twin/log", (c) => {
    const limit = Number(c.req.query("limit") ?? LOG_LIMIT);
    return Number.isInteger(limit) && limit >= 1
      ? c.json({ data: log.latest(limit) })
      : c.json({ error: "limit: must be a whole number from 1" }, 422);
  });

  app.route("/_twin", createControl(world));

  app.notFound((c) => c.json({ error: "the twin has no such path; GET / lists them" }, 404));
  app.onError((error, c) => {
    if (error instanceof HTTPException) {
      return error.getResponse();
    }
    return error instanceof TwinError
      ? c.json({ error: error.message }, 422)
      : c.json({ error: String(error) }, 500);
  });
  return app;
}

/** The log entry of an order that could not be signed in the background. */
function unsent(order: Order, at: string, error: string): Sent {
  return {
    at,
    provider: order.sender.provider,
    type: order.type,
    to: order.url,
    eventId: null,
    bytes: 0,
    mischief: order.mischief ?? null,
    status: null,
    body: "",
    durationMs: 0,
    error,
  };
}
