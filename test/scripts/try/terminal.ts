import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import type { Field } from "../../../shared/providers/define.ts";

/** A person at the terminal. */
export interface Terminal {
  /** A field's value; what is typed for a secret is not shown. */
  ask(field: Field): Promise<string>;
  confirm(question: string): Promise<boolean>;
  close(): void;
}

/**
 * null where nobody sits there.
 * @param signal ends a question, which then throws; Ctrl+C is the process's own SIGINT, also while nothing is asked
 */
export function openTerminal(signal: AbortSignal): Terminal | null {
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    return null;
  }
  // what is typed or pasted while nothing is asked may be a secret as well
  let isHidden = true;
  const output = new Writable({
    write(chunk: Buffer, _, done) {
      if (!isHidden) {
        process.stdout.write(chunk);
      }
      done();
    },
  });
  const lines = createInterface({ input: process.stdin, output, terminal: true });
  // the terminal is in raw mode, in which Ctrl+C is a key like any other
  lines.on("SIGINT", () => process.kill(process.pid, "SIGINT"));
  const shown = async (prompt: string): Promise<string> => {
    isHidden = false;
    try {
      return await lines.question(prompt, { signal });
    } finally {
      isHidden = true;
    }
  };
  const hidden = async (prompt: string): Promise<string> => {
    process.stdout.write(prompt);
    try {
      return await lines.question("", { signal });
    } finally {
      process.stdout.write("\n");
    }
  };
  return {
    async ask({ label, hint, required, secret, multiline }) {
      const notes = [
        ...(required ? [] : ["optional, Enter skips"]),
        ...(multiline ? ["@FILE reads its lines"] : []),
        ...(secret ? ["not shown"] : []),
      ];
      process.stdout.write(`${label}${notes.length === 0 ? "" : ` (${notes.join("; ")})`}\n  ${hint}\n`);
      return await (secret ? hidden("> ") : shown("> "));
    },
    confirm: async (question) => /^y(es)?$/i.test((await shown(`${question} [y/N] `)).trim()),
    close: () => lines.close(),
  };
}
