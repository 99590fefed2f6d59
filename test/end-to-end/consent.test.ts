import { mkdirSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { findChromium } from "../scripts/browser/chromium.ts";
import { type Api, createApi } from "../scripts/demo/api.ts";
import { type Platform, ROOT } from "../scripts/platform/start.ts";
import { createThrowAway, type ThrowAway } from "../scripts/platform/throw-away.ts";
import { ACCOUNT, CLIENT, ConsentServer } from "./consent-server.ts";
import { HttpBrowser, type Shown } from "./http-browser.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

/** Nobody listens here: what matters is where people are sent. */
const APP = "http://127.0.0.1:1";
const RETURN = `${APP}/connected`;
const SCREENSHOTS = `${ROOT}/.tmp/browser`;
const POLL_MS = 500;

const idSchema = z.object({ id: z.string() });
const connectionSchema = z.object({
  status: z.string(),
  externalAccountId: z.string().nullable(),
  error: z.object({ code: z.string() }).nullable(),
});

let server: ConsentServer;
let throwAway: ThrowAway;
let platform: Platform | null = null;
let api: Api;
let key: string;
/** The connection that is left to grow old while the other tests run. */
let connected = "";
const log: string[] = [];

beforeAll(async () => {
  server = await ConsentServer.start();
  throwAway = await createThrowAway();
  const vars = {
    ENVIRONMENT: "development",
    PROVIDER_ORIGINS: JSON.stringify({ klaviyo: server.origin, "*": server.origin }),
  };
  platform = await throwAway.start({ vars, output: (text) => log.push(text) });
  server.register([`${platform.url}/oauth/klaviyo/callback`]);
  const admin = createApi(platform.url, throwAway.adminToken);
  const { id } = await admin.post("/v1/organizations", { name: "Acme" }, idSchema);
  const made = await admin.post(
    `/v1/organizations/${id}/keys`,
    { name: "e2e" },
    z.object({ key: z.string() }),
  );
  key = made.key;
  api = createApi(platform.url, key);
  await put("PATCH", "/v1/organization", { redirectUrls: [RETURN] });
  await put("PUT", "/v1/oauth-apps/klaviyo", { clientId: CLIENT.id, clientSecret: CLIENT.secret });
});

afterAll(async () => {
  await platform?.stop();
  await server?.stop();
  throwAway?.remove();
});

async function put(method: string, path: string, body: unknown): Promise<void> {
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  const response = await fetch(`${platform?.url}${path}`, { method, headers, body: JSON.stringify(body) });
  expect(response.status, await response.text()).toBe(200);
}

const authorize = async (body: Record<string, unknown> = {}) =>
  await api.post(
    "/v1/oauth/klaviyo/authorize",
    { redirectUrl: RETURN, ...body },
    z.object({ authorizeUrl: z.url(), connectionId: z.string() }),
  );

const newSession = async (body: Record<string, unknown>) =>
  await api.post(
    "/v1/connect-sessions",
    { providers: ["klaviyo", "resend"], branding: { name: "Acme", color: "#7a1fa2" }, ...body },
    idSchema.extend({ url: z.url() }),
  );

/** A person says who they are at the provider, and that the platform may use their account. */
async function consent(browser: HttpBrowser, login: Shown): Promise<URL> {
  const asked = await browser.submit(login, { login: "ann", password: "secret" });
  return (await browser.submit(asked, { prompt: "consent" })).url;
}

const validate = async (id: string) =>
  await api.post(
    `/v1/connections/${id}/validate`,
    {},
    z.object({ valid: z.literal(true), account: z.object({ id: z.literal(ACCOUNT) }) }),
  );

const connectionOf = async (id: string) => await api.get(`/v1/connections/${id}`, connectionSchema);
const queryOf = (url: URL) => Object.fromEntries(url.searchParams);

describe("OAuth2 with a library's server, over real HTTP", () => {
  it("connects, calls with the token, and connects again under the same id", async () => {
    const browser = new HttpBrowser(APP);
    const { authorizeUrl, connectionId } = await authorize();
    expect(new URL(authorizeUrl).origin).toBe(server.origin);
    const back = await consent(browser, await browser.open(authorizeUrl));
    expect([back.origin + back.pathname, queryOf(back)]).toEqual([
      RETURN,
      { connectionId, status: "active" },
    ]);
    expect(await connectionOf(connectionId)).toEqual({
      status: "active",
      externalAccountId: ACCOUNT,
      error: null,
    });
    expect(server.granted).toEqual(["authorization_code"]);
    await validate(connectionId);

    const again = await authorize({ connectionId });
    expect(again.connectionId).toBe(connectionId);
    const second = await consentAgain(browser, again.authorizeUrl);
    expect(queryOf(second)).toEqual({ connectionId, status: "active" });
    connected = connectionId;
  });

  it("ends as denied where the person turns back, and shows a page for a forged state", async () => {
    const browser = new HttpBrowser(APP);
    const { authorizeUrl, connectionId } = await authorize();
    const login = await browser.open(authorizeUrl);
    const denied = await browser.open(`${login.url.href}/abort`);
    expect(queryOf(denied.url)).toMatchObject({ connectionId, status: "denied", error: "denied" });
    expect(await connectionOf(connectionId)).toMatchObject({ status: "pending", error: { code: "denied" } });

    const forged = await browser.open(`${platform?.url}/oauth/klaviyo/callback?code=x&state=forged`);
    expect([forged.status, forged.text.includes("state_unknown")]).toEqual([400, true]);
  });

  it("goes from the connect page to the provider and back to the app, without a script", async () => {
    const browser = new HttpBrowser(APP);
    const { id, url } = await newSession({ returnUrl: RETURN });
    const choice = await browser.open(url);
    expect(choice.text).toContain("Klaviyo");
    const leaving = await browser.submit(await browser.open(`${url}/klaviyo`), { way: "consent" });
    const back = await consent(browser, await browser.onward(leaving));
    expect(queryOf(back)).toMatchObject({ status: "active" });
    const session = await api.get(
      `/v1/connect-sessions/${id}`,
      z.object({ status: z.string(), connectionId: z.string() }),
    );
    expect(session).toEqual({ status: "completed", connectionId: queryOf(back).connectionId });
  });
});

/** Who is known to the provider is only asked what is new. */
async function consentAgain(browser: HttpBrowser, authorizeUrl: string): Promise<URL> {
  const shown = await browser.open(authorizeUrl);
  return shown.url.origin === APP ? shown.url : (await browser.submit(shown, { prompt: "consent" })).url;
}

const executablePath = findChromium();
describe.skipIf(executablePath === null)("in Chromium, which npm run browser:install installs", () => {
  it("a customer chooses, consents at the provider, and is connected; nothing is blocked or overflows", async () => {
    mkdirSync(SCREENSHOTS, { recursive: true });
    const browser = await chromium.launch({ executablePath: executablePath ?? "", args: ["--no-sandbox"] });
    try {
      const context = await browser.newContext({ viewport: { width: 320, height: 640 } });
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on("console", (message) => {
        if (message.type() === "error" && message.location().url.startsWith(platform?.url ?? "")) {
          complaints.push(message.text());
        }
      });
      await page.goto((await newSession({})).url);
      await shoot(page, "choice");
      await page.getByRole("link", { name: "Resend" }).click();
      await page.getByLabel("API key").fill("re_wrong");
      await page.getByRole("button", { name: "Connect" }).click();
      await page.getByRole("alert").waitFor();
      await shoot(page, "refused");
      await page.getByRole("link", { name: "Choose another" }).click();
      await page.getByRole("link", { name: "Klaviyo" }).click();
      await shoot(page, "klaviyo");
      await page.getByRole("button", { name: "Continue to Klaviyo" }).click();
      await page.getByPlaceholder("Enter any login").fill("ann");
      await page.getByPlaceholder("and password").fill("secret");
      await page.getByRole("button", { name: "Sign-in" }).click();
      await page.getByRole("button", { name: "Continue" }).click();
      await page.getByRole("heading", { name: "Connected" }).waitFor();
      await shoot(page, "connected");
      // complaints about the refused form's status are Chromium's way of logging a 422
      expect(complaints.filter((text) => !text.includes("422"))).toEqual([]);
    } finally {
      await browser.close();
    }
  });
});

describe("a token", () => {
  it("is refreshed once it is due, and the next is called with", async () => {
    const tokenUsed = async () => {
      await validate(connected);
      return server.used.at(-1);
    };
    const first = await tokenUsed();
    while ((await tokenUsed()) === first) {
      await sleep(POLL_MS);
    }
    expect(server.granted).toContain("refresh_token");
  });
});

/** For a person to look at; a page that is wider than the screen fails. */
async function shoot(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: `${SCREENSHOTS}/${name}.png`, fullPage: true });
  const width = await page.evaluate("document.documentElement.scrollWidth");
  expect(width, name).toBeLessThanOrEqual(320);
}
