import { setTimeout as wait } from "node:timers/promises";
import { nextSequence } from "../compose.ts";
import { createIds } from "../ids.ts";
import { JSON_TYPE } from "../payload.ts";
import { findTwin } from "../registry.ts";
import { answerRequest, type Role } from "./answer.ts";
import { playFault, type Unanswered } from "./faults.ts";
import type { Answer, ApiRequest, HeaderContext, ProviderApi } from "./provider-api.ts";
import type { Exchange } from "./records.ts";
import { redactHeaders, redactPath } from "./redact.ts";
import type { World } from "./world.ts";

const REFUSAL_CHARACTERS = 1000;

/** How a request ends. */
export type Ending = Response | Unanswered;

export interface Apis {
  /** @param gone aborts when the caller has given up @returns null when the path is no provider's */
  handle(request: Request, gone: AbortSignal): Promise<Ending | null>;
}

type OpenExchange = { -readonly [Name in keyof Exchange]: Exchange[Name] };

function openExchange({ provider }: ProviderApi, request: ApiRequest, now: number): OpenExchange {
  return {
    at: new Date(now).toISOString(),
    provider,
    account: null,
    method: request.method,
    path: redactPath(request.path, request.query),
    headers: redactHeaders(request.headers),
    fault: null,
    end: "open",
    status: null,
    durationMs: null,
    refusal: null,
  };
}

/** How it ended for the caller, who may have given up before the answer. */
function closeExchange(exchange: OpenExchange, ending: Answer | Unanswered, gone: AbortSignal): void {
  if (typeof ending === "string" || gone.aborted) {
    exchange.end = typeof ending === "string" ? ending : "unanswered";
    return;
  }
  const { status, body } = ending;
  const refuses = status >= 400 || (typeof body === "object" && body.ok === false);
  exchange.end = "answered";
  exchange.status = status;
  exchange.refusal = refuses ? JSON.stringify(body).slice(0, REFUSAL_CHARACTERS) : null;
}

function toResponse({ status, body, headers }: Answer, api: ProviderApi, context: HeaderContext): Response {
  const isText = typeof body === "string";
  const type = isText ? "text/plain; charset=UTF-8" : JSON_TYPE;
  return new Response(isText ? body : JSON.stringify(body), {
    status,
    headers: { "content-type": type, ...api.headers(context), ...headers },
  });
}

async function play(
  role: Role,
  request: ApiRequest,
  { world, signal, gone }: { world: World; signal: AbortSignal; gone: AbortSignal },
): Promise<Ending> {
  const { api } = role;
  const now = Date.now();
  const started = performance.now();
  const fault = world.faults.take(api.provider, request, now);
  const exchange = openExchange(api, request, now);
  exchange.fault = fault?.kind ?? null;
  world.exchanges.add(exchange);
  let standing: HeaderContext["standing"] = null;
  const proceed = (pause?: () => Promise<void>): Promise<Answer> =>
    answerRequest(role, request, {
      world,
      now,
      pause,
      onCaller: (caller, told) => {
        exchange.account = caller.account;
        standing = told;
      },
    });
  const sleep = (ms: number): Promise<void> => wait(ms, undefined, { signal });
  const ending = await playFault(fault, { api, now, proceed, sleep, gone });
  exchange.durationMs = Math.round(performance.now() - started);
  closeExchange(exchange, ending, gone);
  if (typeof ending === "string") {
    return ending;
  }
  return toResponse(ending, api, { request, ids: createIds(api.provider, now, nextSequence()), standing });
}

/** The twin as the providers' APIs, each under `/<provider>`. @param signal ends what it waits for */
export function createApis(world: World, signal: AbortSignal): Apis {
  return {
    async handle(incoming, gone) {
      const { pathname, searchParams } = new URL(incoming.url);
      const [, id = "", path = "/"] = /^\/([^/]+)(\/.*)?$/.exec(pathname) ?? [];
      const { sender, api } = findTwin(id) ?? {};
      if (sender === undefined || api === undefined) {
        return null;
      }
      const { method, headers } = incoming;
      const body = new Uint8Array(await incoming.arrayBuffer());
      const request = { method, path, query: searchParams, headers, body };
      try {
        return await play({ api, sender }, request, { world, signal, gone });
      } catch (cause) {
        // Said aloud: a mistake in the twin must not look like one of its faults.
        return Response.json({ error: `the twin itself failed: ${String(cause)}` }, { status: 500 });
      }
    },
  };
}
