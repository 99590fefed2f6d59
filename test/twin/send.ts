import { runSend } from "./command.ts";

process.exitCode = await runSend(process.argv.slice(2), { out: console.log, err: console.error });
