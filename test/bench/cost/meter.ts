import { QUEUE_CHUNK_BYTES } from "../prices.ts";

/** What an invocation's bindings were asked for, as Cloudflare bills it. */
export interface Meter {
  rowsWritten: number;
  rowsRead: number;
  /** Of the whole database, after the last statement. */
  databaseBytes: number;
  r2ClassA: number;
  r2ClassB: number;
  objectCalls: number;
  queueOperations: number;
}

export function newMeter(): Meter {
  return {
    rowsWritten: 0,
    rowsRead: 0,
    databaseBytes: 0,
    r2ClassA: 0,
    r2ClassB: 0,
    objectCalls: 0,
    queueOperations: 0,
  };
}

type Call = (...values: unknown[]) => unknown;

/** The object with each of its methods replaced by what `around` makes of it. */
function wrapped<T extends object>(inner: T, around: (name: string, method: Call) => Call): T {
  return new Proxy(inner, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      return typeof value === "function" ? around(String(name), value.bind(target)) : value;
    },
  });
}

/** A database whose own account of rows is added up; what is asked for with `raw` and `first`, which give none, too. */
export function meteredDatabase(inner: D1Database, meter: Meter): D1Database {
  const originals = new WeakMap<object, D1PreparedStatement>();
  const add = ({ meta }: D1Result): void => {
    meter.rowsWritten += meta.rows_written;
    meter.rowsRead += meta.rows_read;
    meter.databaseBytes = meta.size_after;
  };
  const statement = (original: D1PreparedStatement): D1PreparedStatement => {
    const proxy = wrapped(original, (name, method) => {
      switch (name) {
        case "bind":
          return (...values) => statement(original.bind(...values));
        case "run":
        case "all":
          return async () => {
            const result = await original.all();
            add(result);
            return result;
          };
        case "first":
          return async (column) => {
            const result = await original.all<Record<string, unknown>>();
            add(result);
            const [row = null] = result.results;
            return typeof column === "string" ? (row?.[column] ?? null) : row;
          };
        case "raw":
          return async () => {
            const result = await original.all<Record<string, unknown>>();
            add(result);
            return result.results.map((row) => Object.values(row));
          };
        default:
          return method;
      }
    });
    originals.set(proxy, original);
    return proxy;
  };
  return wrapped(inner, (name, method) => {
    if (name === "prepare") {
      return (sql) => statement(inner.prepare(String(sql)));
    }
    if (name !== "batch") {
      return method;
    }
    return async (statements) => {
      const own = (statements as D1PreparedStatement[]).map((proxy) => originals.get(proxy) ?? proxy);
      const results = await inner.batch(own);
      results.forEach(add);
      return results;
    };
  });
}

const CLASS_A = new Set(["put", "list", "createMultipartUpload"]);
const CLASS_B = new Set(["get", "head"]);

export function meteredBucket(inner: R2Bucket, meter: Meter): R2Bucket {
  return wrapped(inner, (name, method) => (...values) => {
    meter.r2ClassA += CLASS_A.has(name) ? 1 : 0;
    meter.r2ClassB += CLASS_B.has(name) ? 1 : 0;
    return method(...values);
  });
}

/** A namespace of Durable Objects; every method of an object is a request to it. */
export function meteredObjects<T extends object>(inner: T, meter: Meter): T {
  return wrapped(inner, (name, method) => {
    if (name !== "get" && name !== "getByName") {
      return method;
    }
    return (...values) =>
      new Proxy(method(...values) as object, {
        get(stub, member) {
          // every member of a stub is a call, `bind` too
          const call = Reflect.get(stub, member) as Call;
          return (...own: unknown[]) => {
            meter.objectCalls += 1;
            return Reflect.apply(call, stub, own);
          };
        },
      });
  });
}

/** A queue that only says what it was sent. */
export function meteredQueue(meter: Meter): Queue<unknown> {
  const add = (body: unknown): void => {
    meter.queueOperations += queueOperations(body);
  };
  const queue: Pick<Queue<unknown>, "send" | "sendBatch"> = {
    send: async (body) => {
      add(body);
      return NO_BACKLOG;
    },
    sendBatch: async (messages) => {
      for (const { body } of messages) {
        add(body);
      }
      return NO_BACKLOG;
    },
  };
  return queue as Queue<unknown>;
}

const NO_BACKLOG = { metadata: { metrics: { backlogCount: 0, backlogBytes: 0 } } };

/** Each 64 KB of a message is written, read and deleted once. */
export function queueOperations(body: unknown): number {
  return 3 * Math.max(1, Math.ceil(sizeOf(body) / QUEUE_CHUNK_BYTES));
}

/** Bytes of a structured clone, about. */
function sizeOf(body: unknown): number {
  let binary = 0;
  const json = JSON.stringify(body, (_, value: unknown) => {
    if (value instanceof Uint8Array) {
      binary += value.byteLength;
      return "";
    }
    return value;
  });
  return binary + json.length;
}
