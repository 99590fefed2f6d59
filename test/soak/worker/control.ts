import { type Change, orderSchema, type Row, type SoakState } from "../orders.ts";
import { chaos } from "./chaos.ts";
import { LEDGERS } from "./ledgers.ts";

const PAGE = 5_000;

const CHANGES = `select kind, provider, external_id as externalId, count(*) as times from soak_changes
  group by 1, 2, 3 order by 1, 2, 3 limit ${PAGE} offset ?`;

const STATE = `select (select count(*) from inbox) as parked,
  (select count(*) from events where status in ('received', 'processing', 'failed')) as unfinished`;

const ROWS = `select id, item, status, duplicates, coalesce(duplicate_receipts, '') as receipts,
  (select count(*) from soak_commits where event_id = events.id) as commits
  from events where id > ? order by id limit ${PAGE}`;

type Counted = Pick<SoakState, "parked" | "unfinished">;
type StoredRow = Omit<Row, "receipts"> & { readonly receipts: string };

/** The soak's control path; the Worker itself has none. */
export async function control(request: Request, { DB }: Env): Promise<Response> {
  const { pathname, searchParams } = new URL(request.url);
  switch (pathname.slice(pathname.lastIndexOf("/") + 1)) {
    case "prepare":
      await DB.batch(LEDGERS.map((sql) => DB.prepare(sql)));
      return new Response(null, { status: 204 });
    case "order":
      chaos.follow(orderSchema.parse(await request.json()));
      return new Response(null, { status: 204 });
    case "state": {
      const counted = await DB.prepare(STATE).first<Counted>();
      return Response.json({ ...chaos.counts, outstanding: chaos.outstanding, ...counted });
    }
    case "rows": {
      const { results } = await DB.prepare(ROWS)
        .bind(searchParams.get("after") ?? "")
        .all<StoredRow>();
      const rows = results.map((row): Row => ({ ...row, receipts: row.receipts.split(" ").filter(Boolean) }));
      return Response.json({ rows });
    }
    case "changes": {
      const offset = Number(searchParams.get("offset"));
      const { results } = await DB.prepare(CHANGES).bind(offset).all<Change>();
      return Response.json({ changes: results });
    }
    default:
      return new Response(null, { status: 404 });
  }
}
