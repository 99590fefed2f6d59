import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type MailWords, withLegalFooter } from "../../../shared/templates/legal-footer.ts";
import { plainText } from "../../../shared/templates/plain-text.ts";

const postalAddress = "Acme & Sons\n1 Main St, Springfield, IL 62701";
const unsubscribeUrl = "https://causeway.example.com/u/abc-def_0";
const footer = { postalAddress, unsubscribeUrl, known: ["https://causeway.example.com/u/"] };

const squeezed = (text: string) => text.replaceAll(/\s+/g, " ");
const footed = (words: Partial<MailWords>) =>
  withLegalFooter({ text: undefined, html: undefined, ...words }, footer);

describe("the footer of marketing mail", () => {
  it("adds what is missing to each part, and leaves alone a part that is not there", () => {
    expect(footed({ text: "Hello\n" })).toEqual({
      text: `Hello\n\n${postalAddress}\n\nUnsubscribe: ${unsubscribeUrl}\n`,
      html: undefined,
    });
    expect(footed({ html: "<html><body><p>Hello</p></BODY></html>" }).html).toBe(
      `<html><body><p>Hello</p>\n<p>Acme &amp; Sons<br>1 Main St, Springfield, IL 62701</p>\n<p><a href="${unsubscribeUrl}">Unsubscribe</a></p>\n</BODY></html>`,
    );
  });

  it("stands before the end of the body, whatever letters the words have", () => {
    const html = `<html><body><p>${"İstanbul ".repeat(20)}</p></body></html>`;
    expect(footed({ html }).html).toMatch(/Unsubscribe<\/a><\/p>\n<\/body><\/html>$/);
  });

  it("is added where a link only follows the word", () => {
    const text = "unsubscribed-people.example https://acme.example/a?b=https:https:";
    expect(footed({ text }).text).toContain(unsubscribeUrl);
  });

  it.each([
    ["the reader's link", `Leave: ${unsubscribeUrl}`],
    ["a page of the sender's own", "Leave: https://acme.example/Unsubscribe?id=1"],
    ["SendGrid's variable", "Leave: <%asm_group_unsubscribe_raw_url%>"],
    ["Resend's variable", "Leave: {{{RESEND_UNSUBSCRIBE_URL}}}"],
  ])("adds no second link beside %s", (_, text) => {
    expect(footed({ text }).text).toBe(`${text}\n\n${postalAddress}\n`);
  });

  it("knows the address however it is broken into lines, in HTML as well", () => {
    const text = "ACME & Sons, 1 Main St | Springfield, IL 62701";
    expect(footed({ text }).text).toBe(`${text}\n\nUnsubscribe: ${unsubscribeUrl}\n`);
    const html = "<p>Acme &amp; Sons<br>1 Main St<br>Springfield, IL&nbsp;62701</p>";
    expect(footed({ html }).html).not.toContain("Main St, Springfield");
  });

  it("holds in whatever the words are, and is added once", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (text, html) => {
        const once = footed({ text, html });
        expect(squeezed(once.text ?? "")).toContain(squeezed(postalAddress));
        expect(once.text).toContain(unsubscribeUrl);
        expect(once.html).toContain(`<a href="${unsubscribeUrl}">`);
        expect(footed(once).text).toBe(once.text);
      }),
    );
  });

  it("is shown by a reader of HTML", () => {
    expect(squeezed(plainText(footed({ html: "<p>Hello</p>" }).html ?? ""))).toContain(
      squeezed(postalAddress),
    );
  });
});
