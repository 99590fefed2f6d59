import { SECOND_MS } from "../../shared/clock.ts";
import {
  type DeliveryRow,
  type SettledDelivery,
  setHeld,
  settleDeliveries,
} from "../../shared/db/queries/deliveries.ts";
import {
  changeAsRead,
  type DestinationRow,
  deleteHookAsRead,
  endFailing,
  noteFailing,
  standsAsRead,
} from "../../shared/db/queries/destinations.ts";
import { closeIncident } from "../../shared/db/queries/incidents.ts";
import { type Made, withAttempt } from "../../shared/destinations/attempt.ts";
import { endTroubles, warnOf } from "../../shared/destinations/trouble.ts";
import {
  judgeAttempt,
  judgeHealth,
  LOST_AFTER_MS,
  MAX_MESSAGE_WAIT_MS,
  RETRY_SCHEDULE_SECONDS,
  type Verdict,
} from "../../shared/policy/delivery.ts";
import type { QueuedDelivery } from "../../shared/queue/delivery-queue.ts";
import type { Context } from "../context.ts";

export interface Tried extends Made {
  readonly row: DeliveryRow;
}

interface Judged {
  readonly settled: SettledDelivery;
  readonly verdict: Verdict;
  readonly message: QueuedDelivery | null;
}

/** Writes what came of a lane's attempts, queues those that are tried again soon, and judges the destination by them. */
export async function settleLane(
  destination: DestinationRow,
  tried: readonly Tried[],
  context: Context,
): Promise<void> {
  const judged = await unlessChanged(
    destination,
    tried.map((one) => judge(destination, one, context)),
    context,
  );
  await settleDeliveries(
    context.db,
    judged.map(({ settled }) => settled),
  );
  await context.deliveryQueue.send(judged.flatMap(({ message }) => message ?? []));
  await noteHealth(
    destination,
    judged.map(({ verdict }) => verdict),
    context,
  );
}

/** What an address that is another one by now asked to stop is tried at the new one, by the sweep. */
async function unlessChanged(
  destination: DestinationRow,
  judged: readonly Judged[],
  context: Context,
): Promise<readonly Judged[]> {
  const asksToStop = judged.some(({ verdict }) => verdict.kind === "stop");
  if (!asksToStop || (await standsAsRead(context.db, destination))) {
    return judged;
  }
  const now = context.clock();
  return judged.map((one) =>
    one.settled.status === "held"
      ? { ...one, settled: { ...one.settled, status: "pending", nextAttemptAt: now, dueAt: now } }
      : one,
  );
}

function judge(destination: DestinationRow, { row, attempt, attempted }: Tried, context: Context): Judged {
  const now = context.clock();
  const attempts = withAttempt(row.attempts, attempt);
  const verdict = judgeAttempt(attempted, {
    attempt: attempts.length,
    schedule: destination.retrySchedule ?? RETRY_SCHEDULE_SECONDS,
    now,
    random: Math.random,
  });
  const { organizationId, id } = row;
  const base = { organizationId, id, attempts, before: row.attempts.length };
  if (verdict.kind !== "retry") {
    const isHeld = verdict.kind === "stop" && attempted.kind === "answered" && attempted.status >= 300;
    const status = verdict.kind === "failed" ? "failed" : isHeld ? "held" : "delivered";
    return { verdict, message: null, settled: { ...base, status, nextAttemptAt: null, dueAt: null } };
  }
  const nextAttemptAt = now + verdict.waitMs;
  const isSoon = verdict.waitMs <= MAX_MESSAGE_WAIT_MS;
  return {
    verdict,
    message: isSoon
      ? {
          organizationId,
          id,
          attempt: attempts.length + 1,
          delaySeconds: Math.ceil(verdict.waitMs / SECOND_MS),
        }
      : null,
    settled: {
      ...base,
      status: "pending",
      nextAttemptAt,
      dueAt: isSoon ? nextAttemptAt + LOST_AFTER_MS : nextAttemptAt,
    },
  };
}

/** The destination is judged as it was read: what was changed meanwhile has a fresh start. */
async function noteHealth(
  destination: DestinationRow,
  verdicts: readonly Verdict[],
  context: Context,
): Promise<void> {
  const now = context.clock();
  if (verdicts.some(({ kind }) => kind === "stop")) {
    await stop(destination, context);
    return;
  }
  if (verdicts.some(({ kind }) => kind === "delivered")) {
    if (destination.failingSince !== null && (await endFailing(context.db, destination))) {
      const { organizationId, id: subject } = destination;
      await closeIncident(context.db, { organizationId, kind: "destination_failing", subject }, now);
    }
    return;
  }
  if (verdicts.length === 0) {
    return;
  }
  if (destination.failingSince === null) {
    await noteFailing(context.db, destination, now);
    return;
  }
  switch (judgeHealth(destination, now)) {
    case "fine":
      return;
    case "warn":
      // told first: a warning that was noted and never given would be none
      if (await standsAsRead(context.db, destination)) {
        await warnOf(destination, "destination_failing", context);
        await changeAsRead(context.db, destination, { warnedAt: now });
      }
      return;
    case "disable":
      await switchOff(destination, "failing", context);
      return;
  }
}

/** The destination asked to get nothing more; a hook that is gone was unsubscribed where it came from. */
async function stop(destination: DestinationRow, context: Context): Promise<void> {
  if (destination.source !== "hook") {
    await switchOff(destination, "gone", context);
    return;
  }
  if (await deleteHookAsRead(context.db, destination)) {
    await endTroubles(destination, context);
    context.log.info("deliveries.hook_gone", { destinationId: destination.id });
  }
}

async function switchOff(
  destination: DestinationRow,
  status: "failing" | "gone",
  context: Context,
): Promise<void> {
  if (await changeAsRead(context.db, destination, { status, updatedAt: context.clock() })) {
    const { organizationId, id: destinationId } = destination;
    await setHeld(context.db, { organizationId, destinationId });
    await warnOf(destination, "destination_disabled", context);
  }
}
