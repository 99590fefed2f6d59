const POLL_MS = 500;

/** Aborted by Ctrl+C, by `kill`, when the terminal is closed, and when the npm that ran this script is killed. */
export function stopSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(name, () => controller.abort(new Error(`Stopped by ${name}.`)));
  }
  if (process.env.npm_lifecycle_event !== undefined) {
    // npm passes a kill on to its shell, which dies of it and tells nobody
    const { ppid } = process;
    const timer = setInterval(() => {
      if (process.ppid !== ppid) {
        clearInterval(timer);
        controller.abort(new Error("Stopped: npm is gone."));
      }
    }, POLL_MS);
    timer.unref();
  }
  return controller.signal;
}
