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
  /** Drops the faults that nobody has met. */
  clearFaults(): Promise<void>;
  /** Where the delivery receipts of a provider's messages go. */
  receipts(order: { readonly provider: string; readonly to: string; readonly secret: string }): Promise<void>;
  effects(): Promise<readonly Effect[]>;
}

/** @throws Error with the stand-in's words when it refuses */
export function createTwinClient(origin: string): TwinClient {
  async function call(path: string, init: RequestInit = {}): Promise<Response> {
    const response = await fetch(`${origin}/_twin/${path}`, { ...init, signal: AbortSignal.timeout(10_000) });
    if (!response.ok) {
      throw new Error(`The stand-in refused ${path}: ${await response.text()}`);
    }
    return response;
  }
  const post = (path: string, body: unknown) =>
    call(path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  return {
    fault: async (fault) => void (await post("faults", fault)),
    clearFaults: async () => void (await call("faults", { method: "DELETE" })),
    receipts: async (order) => void (await post("receipts", order)),
    effects: async () => ((await (await call("effects")).json()) as { data: Effect[] }).data,
  };
}
