import type { EventMessage } from "../../../shared/queue/messages.ts";
import { chaos } from "./chaos.ts";
import { watchDatabase } from "./database.ts";
import type { Watch } from "./watch.ts";

/** The Worker's bindings as one invocation has them: what it does to its stores goes through the watch. */
export function watchBindings(env: Env, watch: Watch): Env {
  return {
    ...env,
    DB: watchDatabase(env.DB, watch),
    BODIES: watchMethods(env.BODIES, ["get", "put", "delete"], (work) => watch.through("r2", [], work)),
    EVENT_QUEUE: watchMethods(env.EVENT_QUEUE, ["send", "sendBatch"], (work, [message]) => {
      const id = eventIdOf(message);
      watch.eventId = id ?? watch.eventId;
      return watch.through("queue", [], async () => {
        const result = await work();
        chaos.noteQueued(id);
        return result;
      });
    }),
    DELIVERY_QUEUE: watchMethods(env.DELIVERY_QUEUE, ["send", "sendBatch"], (work) =>
      watch.through("queue", [], work),
    ),
  };
}

type Around = (work: () => Promise<unknown>, values: readonly unknown[]) => Promise<unknown>;

function watchMethods<T extends object>(inner: T, names: readonly string[], around: Around): T {
  return new Proxy(inner, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== "function") {
        return value;
      }
      return names.includes(String(name))
        ? (...values: unknown[]) => around(async () => await Reflect.apply(value, target, values), values)
        : value.bind(target);
    },
  });
}

function eventIdOf(message: unknown): string | null {
  const { kind, id } = message as Extract<EventMessage, { id: string }>;
  return kind === "received" ? id : null;
}
