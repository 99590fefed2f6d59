import { SECOND_MS } from "../../shared/clock.ts";
import {
  type DeliveryRow,
  type SettledDelivery,
  setHeld,
  settleDeliveries,
} from "../../shared/db/queries/deliveries.ts";
import {
  type DestinationRow,
  deleteDestination,
  noteFailing,
  updateDestination,
} from "../../shared/db/queries/destinations.ts";
import { closeIncident } from "../../shared/db/queries/incidents.ts";
import { type Made, withAttempt } from "../../shared/destinations/attempt.ts";
import { warnOf } from "../../shared/destinations/trouble.ts";
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
  const judged = tried.map((one) => judge(destination, one, context));
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
    if (destination.failingSince !== null) {
      await updateDestination(context.db, destination, { failingSince: null, warnedAt: null });
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
      await warnOf(destination, "destination_failing", context);
      await updateDestination(context.db, destination, { warnedAt: now });
      return;
    case "disable":
      await updateDestination(context.db, destination, { status: "failing", updatedAt: now });
      await hold(destination, context);
      await warnOf(destination, "destination_disabled", context);
      return;
  }
}

/** The destination asked to get nothing more; a hook that is gone was unsubscribed where it came from. */
async function stop(destination: DestinationRow, context: Context): Promise<void> {
  if (destination.source === "hook") {
    await deleteDestination(context.db, destination.organizationId, destination.id);
    context.log.info("deliveries.hook_gone", { destinationId: destination.id });
    return;
  }
  await updateDestination(context.db, destination, { status: "gone", updatedAt: context.clock() });
  await hold(destination, context);
  await warnOf(destination, "destination_disabled", context);
}

async function hold({ organizationId, id }: DestinationRow, context: Context): Promise<void> {
  await setHeld(context.db, { organizationId, destinationId: id });
}
