/** Whether batches wait, so that a queue can be filled before its consumer is measured. Runtime and queue share the isolate. */
let held = false;

const POLL_MS = 5;
/** Rows that one answer carries. */
const PAGE = 500;

export interface MeasuredEnv {
  readonly DB: D1Database;
  readonly EVENT_QUEUE: Queue<unknown>;
}

export async function untilReleased(): Promise<void> {
  while (held) {
    await scheduler.wait(POLL_MS);
  }
}

/** What a measured Worker answers under `/bench/`; null elsewhere. */
export async function answerBench(
  request: Request,
  { DB, EVENT_QUEUE }: MeasuredEnv,
): Promise<Response | null> {
  const { pathname, searchParams } = new URL(request.url);
  switch (pathname) {
    case "/bench/hold":
    case "/bench/release":
      held = pathname === "/bench/hold";
      return new Response();
    case "/bench/clear":
      await DB.prepare("delete from events").run();
      return new Response();
    case "/bench/feed": {
      const bodies = await request.json<unknown[]>();
      await EVENT_QUEUE.sendBatch(bodies.map((body) => ({ body, contentType: "v8" })));
      return new Response();
    }
    case "/bench/count":
      return Response.json(await DB.prepare("select count(*) as n from events").first("n"));
    case "/bench/duplicates":
      return Response.json(await DB.prepare("select sum(duplicates) as n from events").first("n"));
    case "/bench/rows": {
      const page = DB.prepare("select * from events where id > ? order by id limit ?");
      const { results } = await page.bind(searchParams.get("after") ?? "", PAGE).all();
      return Response.json(results);
    }
    default:
      return null;
  }
}
