import { join } from "node:path";
import type { TaskMeta } from "vitest";
import { startVitest } from "vitest/node";

/** What the tests of one file, run in workerd, handed out as their meta. */
export async function metasOf(file: string): Promise<readonly TaskMeta[]> {
  const vitest = await startVitest("test", [file], {
    config: join(import.meta.dirname, "cost/vitest.config.ts"),
    watch: false,
    silent: "passed-only",
    reporters: ["dot"],
  });
  const tests = vitest.state.getTestModules().flatMap(({ children }) => [...children.allTests()]);
  await vitest.close();
  return tests.map((test) => test.meta());
}
