/** The effects' tables, with what an effect says of their rows; what engagement adds to a receipt is another effect. */
const EFFECTS = [
  { table: "receipts", kind: "'receipt'", columns: ["status", "error_code", "event_id", "occurred_at"] },
  { table: "records", kind: "new.kind", columns: ["status", "fields", "event_id", "occurred_at"] },
];

/**
 * Triggers that keep account in the database itself, in the transaction of what they count and whoever does it: of
 * the commits of an event's handlers, and of the effects' rows that were made or became others.
 */
export const LEDGERS: readonly string[] = [
  "create table if not exists soak_commits (event_id text not null)",
  "create index if not exists soak_commits_by_event on soak_commits (event_id)",
  `create trigger if not exists soak_commit after update of status on events when new.status = 'processed'
   begin insert into soak_commits (event_id) values (new.id); end`,
  "create table if not exists soak_changes (kind text not null, provider text not null, external_id text not null)",
  ...EFFECTS.flatMap(({ table, kind, columns }) => {
    const note = `begin insert into soak_changes values (${kind}, new.provider, new.external_id); end`;
    const differs = columns.map((column) => `new.${column} is not old.${column}`).join(" or ");
    return [
      `create trigger if not exists soak_${table}_new after insert on ${table} ${note}`,
      `create trigger if not exists soak_${table}_other after update on ${table} when ${differs} ${note}`,
    ];
  }),
];
