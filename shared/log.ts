import { StatedError } from "./errors.ts";

/**
 * Structured logs that cannot hold content: the fields are named here and nowhere else, none of them is free text from
 * outside, and an unknown error's message is dropped (a JSON parser quotes the body in it).
 */
export interface LogFields {
  readonly requestId?: string;
  readonly organizationId?: string;
  readonly endpointId?: string;
  readonly eventId?: string;
  readonly jobId?: string;
  readonly destinationId?: string;
  readonly ruleId?: string;
  readonly provider?: string;
  readonly handler?: string;
  readonly job?: string;
  readonly queue?: string;
  readonly code?: string;
  readonly reason?: string;
  readonly step?: string;
  readonly method?: string;
  /** The route's pattern, never the path: paths carry tokens. */
  readonly route?: string;
  readonly status?: number;
  readonly count?: number;
  readonly attempts?: number;
  readonly bytes?: number;
  readonly durationMs?: number;
}

export type LogLevel = "debug" | "info" | "warn" | "error";

export interface Log {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields, cause?: unknown): void;
  /** A log whose lines carry `fields` too. */
  with(fields: LogFields): Log;
}

/** What an error may say: its class, where it was thrown, and its message where it is ours or D1's, which names columns and no values. */
export function describeError(cause: unknown): Readonly<Record<string, string>> {
  if (!(cause instanceof Error)) {
    return { error: typeof cause };
  }
  // the stack begins with the message, in which a line may look like a frame
  const stack = cause.message === "" ? cause.stack : cause.stack?.replaceAll(cause.message, "");
  const frames = (stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  const stated = cause instanceof StatedError ? cause.message : undefined;
  const message = stated ?? /^D1_[A-Z_]+: [A-Za-z_ ]+: [a-z_., ]+: SQLITE_[A-Z_]+/.exec(cause.message)?.[0];
  return {
    error: cause.name,
    ...(message === undefined ? {} : { message }),
    at: frames
      .slice(0, 6)
      .map((line) => line.trim())
      .join(" | "),
  };
}

/** @param write takes one line of JSON; the console by default */
export function createLog(fields: LogFields = {}, write: (line: string) => void = console.log): Log {
  const line = (level: LogLevel, event: string, more: LogFields, extra?: Readonly<Record<string, string>>) =>
    write(JSON.stringify({ level, event, time: new Date().toISOString(), ...fields, ...more, ...extra }));
  return {
    debug: (event, more = {}) => line("debug", event, more),
    info: (event, more = {}) => line("info", event, more),
    warn: (event, more = {}) => line("warn", event, more),
    error: (event, more = {}, cause) =>
      line("error", event, more, cause === undefined ? undefined : describeError(cause)),
    with: (more) => createLog({ ...fields, ...more }, write),
  };
}
