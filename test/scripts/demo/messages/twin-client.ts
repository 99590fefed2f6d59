/** What a provider's stand-in did, as it says itself. */
export interface Effect {
  readonly provider: string;
  readonly action: string;
  readonly id: string;
  /** The job's id, where the request carries it. */
  readonly reference: string | null;
  readonly summary: Readonly<Record<string, unknown>>;
}

/** The stand-in's control API. */
export interface TwinClient {
  fault(fault: Readonly<Record<string, unknown>>): Promise<void>;
  /** Where the delivery receipts of a provider's messages go. */
  receipts(order: { readonly provider: string; readonly to: string; readonly secret: string }): Promise<void>;
  effects(): Promise<readonly Effect[]>;
}

/** @throws Error with the stand-in's words when it refuses */
export function createTwinClient(origin: string): TwinClient {
  async function call<T>(path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${origin}/_twin/${path}`, {
      ...(body === undefined
        ? {}
        : { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(10_000),
    });
    if (!response.ok) {
      throw new Error(`The stand-in refused ${path}: ${await response.text()}`);
    }
    return (await response.json()) as T;
  }
  return {
    fault: async (fault) => void (await call("faults", fault)),
    receipts: async (order) => void (await call("receipts", order)),
    effects: async () => (await call<{ data: Effect[] }>("effects")).data,
  };
}
