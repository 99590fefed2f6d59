import { expect, vi } from "vitest";
import { EMAIL, setUpMarketing } from "./marketing.ts";

const AUDIENCE = "a6b5da1054";

/** Jane's organization with Resend and Twilio, and Klaviyo and a Mailchimp audience beside them. */
export async function setUpTelling() {
  const scene = await setUpMarketing();
  const { call, platform, sent } = scene;
  const unique = crypto.randomUUID().replaceAll("-", "");
  for (const [provider, credentials, config] of [
    ["klaviyo", { privateKey: `pk_${unique}` }, {}],
    ["mailchimp", { apiKey: `${unique}-us6` }, { audienceId: AUDIENCE }],
  ] as const) {
    const made = await call("POST", "/v1/connections", { provider, credentials, config });
    expect(made.body.status, JSON.stringify(made.body)).toBe("active");
  }
  /** What is told takes its turn in a minute, and waits for a consumer. */
  const tick = async () => {
    vi.setSystemTime(Date.now() + 60_000);
    await platform.tick();
  };
  const drain = async () => {
    while ((await platform.drainJobs()) > 0) {
      // until nothing is left
    }
  };
  const linesOf = async (requests: readonly Request[]) => {
    const lines = requests
      .filter(({ method }) => method !== "GET")
      .map(async (request): Promise<[line: string, body: unknown]> => {
        const { host, pathname } = new URL(request.url);
        const body: unknown = await request
          .clone()
          .json()
          .catch(() => null);
        return [`${request.method} ${host}${pathname}`, body];
      });
    return (await Promise.all(lines)).sort(([a], [b]) => a.localeCompare(b));
  };
  /** What providers are told within the next minute, sorted. */
  const told = async () => {
    await drain();
    const before = sent.length;
    await tick();
    await drain();
    return await linesOf(sent.slice(before));
  };
  const paths = async () => (await told()).map(([line]) => line);
  return { ...scene, told, paths, drain, tick, linesOf };
}

export type TellingScene = Awaited<ReturnType<typeof setUpTelling>>;

/** Somebody suppresses an address by hand. */
export const suppress = (scene: TellingScene, reason: string, address = EMAIL, channel = "email") =>
  scene.call("POST", "/v1/suppressions", { channel, address, reason });

export const CONTACT = `PATCH api.resend.com/contacts/${encodeURIComponent(EMAIL)}`;
export const SUPPRESSION = "POST api.resend.com/suppressions";
export const MEMBER = `PATCH us6.api.mailchimp.com/3.0/lists/${AUDIENCE}/members/9e26471d35a78862c17e467d87cddedf`;
export const REJOIN = MEMBER.replace("PATCH", "PUT");
const klaviyo = (path: string) => `POST a.klaviyo.com/api/${path}`;
export const UNSUBSCRIBE = klaviyo("profile-subscription-bulk-delete-jobs");
export const SUBSCRIBE = klaviyo("profile-subscription-bulk-create-jobs");
export const SUPPRESS = klaviyo("profile-suppression-bulk-create-jobs");
export const UNSUPPRESS = klaviyo("profile-suppression-bulk-delete-jobs");

export const END_OF_MARKETING = [UNSUBSCRIBE, CONTACT, MEMBER];
export const END_OF_ALL = [UNSUBSCRIBE, SUPPRESS, CONTACT, SUPPRESSION, MEMBER];
