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

/** null where nobody sits there. */
export function openTerminal(): Terminal | null {
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    return null;
  }
  let isHidden = false;
  const output = new Writable({
    write(chunk: Buffer, _, done) {
      if (!isHidden) {
        process.stdout.write(chunk);
      }
      done();
    },
  });
  const lines = createInterface({ input: process.stdin, output, terminal: true });
  return {
    async ask({ label, hint, required, secret }) {
      process.stdout.write(`${label}${required ? "" : " (optional, Enter skips)"}\n  ${hint}\n> `);
      isHidden = secret;
      try {
        return await lines.question("");
      } finally {
        isHidden = false;
        process.stdout.write(secret ? "\n" : "");
      }
    },
    confirm: async (question) => /^y(es)?$/i.test((await lines.question(`${question} [y/N] `)).trim()),
    close: () => lines.close(),
  };
}
