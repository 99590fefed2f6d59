import type { Sent, Summary } from "./dispatch.ts";
import { type Mischief, mischief, mischiefFor } from "./mischief.ts";
import { everySender, findSender } from "./registry.ts";

const SHOWN_CHARACTERS = 200;

export const HELP = `Sends correctly signed webhooks, as the provider would.

  npm run send -- <provider> <type> --to URL --secret SECRET
  npm run send -- <provider> --new-key      prints a new secret of the provider's form
  npm run send -- --list                    providers, their event types, and what --secret takes

  --to URL            the endpoint's url, as its creation answered it
  --secret SECRET     what the sender signs with: the secret pasted into the endpoint;
                      for sendgrid the private key (PKCS #8, PEM or base64)
  --count N           webhooks, each its own event (default 1)
  --rate PER_SECOND   starts per second (default: one after the other)
  --duplicate N       sends each webhook N more times, as the provider retries
  --kilobytes N       pads the body to N KB
  --data JSON         laid over the payload: '{"data":{"object":{"amount_due":100}}}'
  --forge             signs with a wrong key
  --stale             signs for an hour too long ago
  --mischief NAME     ${Object.keys(mischief).join(", ")}

Exit code: 0 when every answer was 2xx, 1 when one was not, 2 for a mistake in the command.`;

/** What `npm run twin` prints. */
export function listeningText(url: string): string {
  const origins = JSON.stringify({ "*": url });
  return `The provider twin listens on ${url} (Ctrl-C ends it). GET ${url}/ says what it can do.

PROVIDER_ORIGINS=${origins}

sends the platform's calls to providers here: npm run dev -- --var 'PROVIDER_ORIGINS:${origins}'`;
}

/** What `--list` prints. */
export function listText(): string {
  const providers = everySender.map((sender) =>
    [
      sender.provider,
      `  --secret   ${sender.signingKeyHint}`,
      `  types      ${sender.types.join(", ")}`,
      `  mischief   ${mischiefFor(sender).join(", ")}`,
    ].join("\n"),
  );
  const meanings = Object.entries<Mischief>(mischief).map(
    ([name, { what, receiver }]) => `  ${name.padEnd(10)} ${what} (a receiver ${receiver})`,
  );
  return [...providers, ["mischief", ...meanings].join("\n")].join("\n\n");
}

/** What `--new-key` prints. @throws TwinError when there is no such provider */
export function newKeyText(provider: string): string {
  const { secret, signingKey } = findSender(provider).newSecret();
  return secret === signingKey
    ? `secret (into the endpoint, and --secret): ${secret}`
    : `public key (into the endpoint as its secret): ${secret}\nprivate key (--secret): ${signingKey}`;
}

/** One line per request: number, status, duration, event id, start of the answer. */
export function sentText(number: number, sent: Sent): string {
  const said = (sent.error ?? sent.body).replace(/\s+/g, " ").slice(0, SHOWN_CHARACTERS);
  const id = sent.eventId ?? "(no id)";
  return `${number}  ${sent.status ?? "no answer"}  ${sent.durationMs} ms  ${id}  ${said}`;
}

export function summaryText({ sent, statuses }: Summary): string {
  const counts = Object.entries(statuses).map(([status, count]) => `${status} × ${count}`);
  return `sent ${sent}: ${counts.join(", ")}`;
}
