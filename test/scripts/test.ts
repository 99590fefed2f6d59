import { spawn } from "node:child_process";
import { join } from "node:path";
import { text } from "node:stream/consumers";

/**
 * `npm test`: the two kinds of tests beside each other, for two cores; vitest itself runs projects of one worker in turn. What
 * follows `--` goes to both, but that a report's file has the project's name before its ending.
 */
const ROOT = join(import.meta.dirname, "../..");
const OUTPUT = /^(--outputFile(?:\.\w+)?=.+)(\.\w+)$/;

function start(project: string, stdout: "inherit" | "pipe") {
  const args = process.argv.slice(2).map((arg) => arg.replace(OUTPUT, `$1.${project}$2`));
  const vitest = ["run", "--config", "test/vitest.config.ts", "--project", project, "--passWithNoTests"];
  return spawn(join(ROOT, "node_modules/.bin/vitest"), [...vitest, ...args], {
    cwd: ROOT,
    stdio: ["ignore", stdout, stdout],
  });
}

const ended = (child: ReturnType<typeof start>): Promise<number> =>
  new Promise((resolve) => {
    child.on("exit", (code) => resolve(code ?? 1));
  });

const inWorkers = start("workerd", "inherit");
const inNode = start("node", "pipe");
const [workers, node, ...output] = await Promise.all([
  ended(inWorkers),
  ended(inNode),
  ...[inNode.stdout, inNode.stderr].map((stream) => (stream === null ? "" : text(stream))),
]);
// at the end, as a whole: two at once could not be read
process.stdout.write(output.join(""));
process.exit(Math.max(workers, node));
