import { env } from "cloudflare:workers";
import { drizzle } from "drizzle-orm/d1";
import { sqliteTable, text } from "drizzle-orm/sqlite-core";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { matchesPattern } from "../../../shared/db/pattern.ts";
import { matches } from "../../../shared/model/pattern.ts";

const words = sqliteTable("words_of_a_test", { word: text("word").notNull() });
const db = drizzle(env.DB);

/** All texts of up to four of these letters, one of which takes two UTF-16 units. */
const LETTERS = ["a", "b", ".", "𝒶"];
const all = [""];
for (let start = 0; all.length < 341; start += 1) {
  all.push(...LETTERS.map((letter) => `${all[start]}${letter}`));
}

beforeAll(async () => {
  await env.DB.prepare("create table if not exists words_of_a_test (word text not null)").run();
  await env.DB.prepare("delete from words_of_a_test").run();
  await env.DB.prepare("insert into words_of_a_test select value from json_each(?)")
    .bind(JSON.stringify(all))
    .run();
});

afterAll(async () => {
  await env.DB.prepare("drop table words_of_a_test").run();
});

async function matched(pattern: string): Promise<string[]> {
  const rows = await db.select().from(words).where(matchesPattern(words.word, pattern));
  return rows.map(({ word }) => word).toSorted();
}

describe("a type pattern in the database", () => {
  it("matches what it matches in code", async () => {
    const pattern = fc.array(fc.constantFrom("*", "*", ...LETTERS, "?", "_", "%"), { maxLength: 7 });
    await fc.assert(
      fc.asyncProperty(pattern, async (parts) => {
        const expected = all.filter((word) => matches(parts.join(""), word)).toSorted();
        expect(await matched(parts.join(""))).toEqual(expected);
      }),
      { numRuns: 150 },
    );
  });

  it("may have as many wildcards and be as long as the API allows", async () => {
    expect(await matched("*a*a".repeat(50))).toEqual([]);
    expect(await matched("*".repeat(200))).toHaveLength(all.length);
    expect(await matched(`*${"ab".repeat(90)}*`)).toEqual([]);
  });
});
