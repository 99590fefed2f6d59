import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { Api } from "../../scripts/demo/api.ts";
import { formatTable } from "../../scripts/demo/table.ts";
import { startTwin } from "../../twin/server.ts";
import { errorsIn } from "../abuse.ts";
import type { BareRequest } from "../bare-sender.ts";
import { type Measured, measured } from "../measured.ts";
import { median, type Report } from "../report.ts";
import { type Bench, startBareSender, startBench } from "../runtimes.ts";

/** What the figure must reach. */
const LEAST_RATIO = 0.5;

const ROUNDS = 5;
/**
 * Requests of an invocation that Cloudflare's runtime has under way at once; the local one has no such bound, so the bare
 * Worker keeps to it by itself. https://developers.cloudflare.com/workers/platform/limits/#simultaneous-open-connections
 */
const CONNECTIONS = 6;
/** All of a batch: what the bare Worker could do here, and nowhere else. */
const BATCH = 100;
const JOBS = 3_000;
/** What one bulk call takes. */
const BULK = 1_000;
/** Until what was sent last has reached the queue's batches. */
const SETTLE_MS = 1_500;
const POLL_MS = 300;
const PATIENCE_MS = 60_000;
const PROVIDER = "twilio";

const bulkSchema = z.object({ accepted: z.int() });
const requestsSchema = z.object({
  data: z.array(z.object({ at: z.string(), method: z.string(), status: z.number().nullable() })),
});

/** Jobs from a full queue to their effects at the provider, against a Worker that only makes the requests. */
export async function throughput(report: Report): Promise<void> {
  report.say("\n## Jobs a second without limits, against a Worker that makes the same requests\n");
  const twin = await startTwin();
  const bare = await startBareSender();
  const vars = { PROVIDER_ORIGINS: JSON.stringify({ "*": twin.url }) };
  const bench = await startBench("held", { main: "test/bench/held-worker.ts", consumers: true }, vars);
  try {
    await connectWithoutLimits(bench.api);
    await compare(report, bench, { twinUrl: twin.url, bareUrl: bare.url });
    const errors = errorsIn(bench.log);
    for (const error of errors.slice(0, 5)) {
      report.say(error);
    }
    report.check("no exception in the log", errors.length === 0);
  } finally {
    await Promise.all([bare.stop(), bench.stop(), twin.close()]);
  }
}

const ACCOUNT = `AC${"0123456789abcdef".repeat(2)}`;
const TOKEN = "0123456789abcdef".repeat(2);
const FROM = "+15005550006";
const TO = "+14155552671";

async function connectWithoutLimits(api: Api): Promise<void> {
  const credentials = { accountSid: ACCOUNT, authToken: TOKEN, fromNumber: FROM };
  const { id } = await api.post(
    "/v1/connections",
    { provider: PROVIDER, credentials },
    z.object({ id: z.string() }),
  );
  const windows = [{ limit: 1_000_000, perSeconds: 1 }];
  const plan = { windows, concurrency: 1_000_000, keyed: { longCode: null } };
  await api.put(`/v1/connections/${id}/limits`, plan);
}

async function compare(
  report: Report,
  { api, platform }: Bench,
  { twinUrl, bareUrl }: { readonly twinUrl: string; readonly bareUrl: string },
): Promise<void> {
  const [own, other] = [measured(platform.url), measured(bareUrl)];
  const rounds: { readonly bare: number; readonly unbound: number; readonly platform: number }[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const bare = await effectsPerSecond(other, twinUrl, () => other.feed(bareRequests(twinUrl, CONNECTIONS)));
    const platformRate = await effectsPerSecond(own, twinUrl, async () => {
      const recipients = Array.from({ length: BULK }, () => ({ to: TO }));
      const body = { channel: "sms", category: "transactional", text: "Your appointment", recipients };
      for (let sent = 0; sent < JOBS; sent += BULK) {
        const { accepted } = await api.post("/v1/messages/bulk", body, bulkSchema);
        if (accepted !== BULK) {
          throw new Error(`${accepted} of ${BULK} messages were accepted.`);
        }
      }
    });
    const unbound = await effectsPerSecond(other, twinUrl, () => other.feed(bareRequests(twinUrl, BATCH)));
    // the first one warms both up
    if (round > 0) {
      rounds.push({ bare, unbound, platform: platformRate });
    }
  }
  const ratio = median(rounds.map((round) => round.platform / round.bare));
  const toUnbound = median(rounds.map((round) => round.platform / round.unbound));
  report.say(
    formatTable(
      ["round", "bare, 6 at once /s", "bare, 100 at once /s", "jobs /s", "ratio", "to 100 at once"],
      rounds.map(({ bare, unbound, platform: jobs }, index) => [
        index + 1,
        Math.round(bare),
        Math.round(unbound),
        Math.round(jobs),
        (jobs / bare).toFixed(2),
        (jobs / unbound).toFixed(2),
      ]),
    ),
  );
  report.say(
    `Six at once is what Cloudflare's runtime allows an invocation, and what the platform keeps to; against a bare Worker that makes all of a batch at once, as only the local runtime lets it: ${toUnbound.toFixed(2)} ×.`,
  );
  report.check(
    `jobs a second: ${ratio.toFixed(2)} × a bare Worker that makes the same requests, at least ${LEAST_RATIO}`,
    ratio >= LEAST_RATIO,
  );
}

function bareRequests(twinUrl: string, atOnce: number): readonly BareRequest[] {
  const request = {
    atOnce,
    url: `${twinUrl}/${PROVIDER}/2010-04-01/Accounts/${ACCOUNT}/Messages.json`,
    headers: {
      authorization: `Basic ${btoa(`${ACCOUNT}:${TOKEN}`)}`,
      "content-type": "application/x-www-form-urlencoded",
    },
    body: new URLSearchParams({ To: TO, From: FROM, Body: "Your appointment" }).toString(),
  };
  return Array.from({ length: JOBS }, () => request);
}

/** From the first request to the last one at the provider, once `fill` has queued them all. */
async function effectsPerSecond(
  worker: Measured,
  twinUrl: string,
  fill: () => Promise<void>,
): Promise<number> {
  const requests = `${twinUrl}/_twin/requests?provider=${PROVIDER}`;
  await worker.hold();
  await fill();
  await sleep(SETTLE_MS);
  await fetch(requests, { method: "DELETE" });
  await worker.release();
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await sleep(POLL_MS)) {
    const { data } = requestsSchema.parse(await (await fetch(requests)).json());
    const times = data.flatMap(({ at, method, status }) =>
      method === "POST" && status === 201 ? [Date.parse(at)] : [],
    );
    if (times.length >= JOBS) {
      if (times.length > JOBS || data.length > JOBS) {
        throw new Error(`${data.length} requests were made for ${JOBS} jobs.`);
      }
      return ((JOBS - 1) * 1_000) / (Math.max(...times) - Math.min(...times));
    }
  }
  throw new Error(`The requests of ${JOBS} jobs did not arrive within ${PATIENCE_MS / 1_000} s.`);
}
