import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CsvReader, csvRecord, MalformedCsv } from "../../../shared/model/csv.ts";

function read(...pieces: string[]): string[][] {
  const reader = new CsvReader();
  return [...pieces.flatMap((piece) => reader.push(piece)), ...reader.end()];
}

describe("CSV", () => {
  it("is read with quotes, line ends within them, a byte order mark and either line end", () => {
    expect(read('\uFEFFa,b\r\n"1,2","say ""hi""\n"\n\n3,')).toEqual([
      ["a", "b"],
      ["1,2", 'say "hi"\n'],
      ["3", ""],
    ]);
  });

  it("says so when a quote is never closed, or a record grows too long", () => {
    expect(() => read('"open')).toThrow(MalformedCsv);
    expect(() => read("x".repeat(70_000))).toThrow(MalformedCsv);
  });

  it("comes back as it was written, wherever it is cut into pieces", () => {
    const field = fc.string({ unit: "grapheme" }).filter((text) => !/^[=@+\-\t\r]|\r/.test(text));
    const record = fc.array(field, { minLength: 2, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(record, { minLength: 1 }), fc.nat(), (records, at) => {
        const text = records.map(csvRecord).join("");
        const cut = at % (text.length + 1);
        expect(read(text.slice(0, cut), text.slice(cut))).toEqual(records);
      }),
    );
  });

  it("gives a spreadsheet no formula", () => {
    expect(csvRecord(["=1+1", "@SUM(A1)", "+cmd", "+14155550100", "-5", "-0.5"])).toBe(
      "'=1+1,'@SUM(A1),'+cmd,+14155550100,-5,-0.5\r\n",
    );
    expect(csvRecord(["-2+3+cmd|' /C calc'!A0", "+1-1", "'=1"])).toBe(
      "'-2+3+cmd|' /C calc'!A0,'+1-1,''=1\r\n",
    );
  });
});
