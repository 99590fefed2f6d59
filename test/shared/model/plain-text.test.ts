import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { plainText } from "../../../shared/model/plain-text.ts";

describe("the words of a message", () => {
  it.each([
    ["Hi", "<p>other</p>", "Hi"],
    [null, "<p>Hi &amp; <b>bye</b></p><p>Zo&#235;&nbsp;&#x1F600;</p>", "Hi & bye\nZoë 😀"],
    [" ", "<style>p{}</style><div>a<br>b</div><script>alert(1)</script>", "a\nb"],
    [null, "<!-- a --><head><title>t</title></head>1 < 2 &unknown;", "1 < 2 &unknown;"],
    [null, "<script>never closed", null],
    [null, null, null],
    ["", "", null],
  ])("of text %j and HTML %j are %j", (text, html, words) => {
    expect(plainText({ text, html })).toBe(words);
  });

  it("are bounded and come in time, whatever the HTML", () => {
    const piece = fc.constantFrom(
      "<",
      ">",
      "<p>",
      "</p>",
      "<script",
      "</script>",
      "<!--",
      "-->",
      "&",
      ";",
      " ",
      "a",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20_000 }), (pieces) => {
        expect(plainText({ text: null, html: pieces.join("") })?.length ?? 0).toBeLessThanOrEqual(100_000);
      }),
      { numRuns: 20 },
    );
    expect(plainText({ text: "x".repeat(200_000), html: null })).toHaveLength(100_000);
    expect(plainText({ text: null, html: "<script".repeat(100_000) })).toBeNull();
    for (const hostile of ["<br", "<b> </b>", "<!", "&#", "</p", " <", "< "]) {
      const words = plainText({ text: null, html: hostile.repeat(1_000_000 / hostile.length) });
      expect(words?.length ?? 0).toBeLessThanOrEqual(100_000);
    }
  });
});
