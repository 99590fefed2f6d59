const MAX_STEPS = 20;

/** A page that a person looks at. */
export interface Shown {
  readonly url: URL;
  readonly status: number;
  readonly text: string;
}

/** As much of a browser as pages without script need: cookies by origin, redirects, forms. */
export class HttpBrowser {
  readonly #until: string;
  readonly #cookies = new Map<string, Map<string, string>>();

  /** @param until an origin that is not asked: the journey ends there */
  constructor(until: string) {
    this.#until = until;
  }

  async open(url: string): Promise<Shown> {
    return await this.#go(new URL(url), { method: "GET" });
  }

  /** Sends the first form of a page that has these fields, with what else it hides. */
  async submit({ url, text }: Shown, fields: Readonly<Record<string, string>>): Promise<Shown> {
    const forms = [...text.matchAll(/<form[^>]*action="([^"]*)"[^>]*>([\s\S]*?)<\/form>/g)];
    const names = Object.keys(fields);
    const [, action = "", inside = ""] =
      forms.find(([, , content = ""]) => names.every((name) => content.includes(`name="${name}"`))) ?? [];
    const hidden = [...inside.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)];
    const values = { ...Object.fromEntries(hidden.map(([, name, value]) => [name, value])), ...fields };
    return await this.#go(new URL(action, url), { method: "POST", body: new URLSearchParams(values) });
  }

  /** Goes where the page's refresh leads. */
  async onward({ url, text }: Shown): Promise<Shown> {
    const [, next = ""] = /http-equiv="refresh" content="0;url=([^"]+)"/.exec(text) ?? [];
    return await this.#go(new URL(next.replaceAll("&amp;", "&"), url), { method: "GET" });
  }

  async #go(first: URL, request: RequestInit): Promise<Shown> {
    let url = first;
    let init = request;
    for (let step = 0; step < MAX_STEPS; step += 1) {
      if (url.origin === this.#until) {
        return { url, status: 0, text: "" };
      }
      const response = await fetch(url, {
        ...init,
        redirect: "manual",
        headers: { accept: "text/html", origin: url.origin, cookie: this.#cookieFor(url) },
        signal: AbortSignal.timeout(15_000),
      });
      this.#keep(url, response);
      const location = response.headers.get("location");
      const text = await response.text();
      if (location === null) {
        return { url, status: response.status, text };
      }
      url = new URL(location, url);
      init = { method: "GET" };
    }
    throw new Error(`More than ${MAX_STEPS} redirects, the last to ${url.origin}${url.pathname}.`);
  }

  #keep(url: URL, response: Response): void {
    const jar = this.#cookies.get(url.origin) ?? new Map<string, string>();
    for (const line of response.headers.getSetCookie()) {
      const [pair = ""] = line.split(";");
      const at = pair.indexOf("=");
      jar.set(pair.slice(0, at), pair.slice(at + 1));
    }
    this.#cookies.set(url.origin, jar);
  }

  #cookieFor(url: URL): string {
    return [...(this.#cookies.get(url.origin) ?? [])].map(([name, value]) => `${name}=${value}`).join("; ");
  }
}
