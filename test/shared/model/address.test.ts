import { describe, expect, it } from "vitest";
import { readAddress, readRecipient } from "../../../shared/model/address.ts";
import type { Channel } from "../../../shared/model/channel.ts";

const key = (channel: Channel, text: string) => readAddress(channel, text)?.key ?? null;

describe("an email address", () => {
  it.each([
    ["jane@example.com", "jane@example.com"],
    ["  Jane.Doe+tag@Example.COM ", "jane.doe+tag@example.com"],
    ["Jane Doe <Jane@Example.com>", "jane@example.com"],
    ["o'hara@mail.example.co.uk", "o'hara@mail.example.co.uk"],
    ["用户@例子.example", "用户@xn--fsqu00a.example"],
    ["jose\u0301@example.com", "jos\u00e9@example.com"],
    ["jane@münchen.example", "jane@xn--mnchen-3ya.example"],
  ])("%s is known as %s", (text, known) => {
    expect(key("email", text)).toBe(known);
  });

  it.each([
    "",
    "jane",
    "@example.com",
    "jane@",
    "jane@example",
    "jane@.com",
    "jane@example..com",
    "jane@-example.com",
    "ja ne@example.com",
    "jane@exam ple.com",
    "jane@example.com, bob@example.com",
    "jane@example.com\r\nBcc: bob@example.com",
    `${"x".repeat(65)}@example.com`,
    `jane@${"x.".repeat(130)}com`,
  ])("%j is none", (text) => {
    expect(key("email", text)).toBeNull();
  });

  it.each([
    ".jane@example.com",
    "jane\u200b@example.com",
    "ja\u00adne@example.com",
    "jane.@example.com",
    "ja..ne@example.com",
    "Jane\r\nBcc: bob@example.com <jane@example.com>",
  ])("%j may be heard of, and is sent nothing", (text) => {
    expect(key("email", text)).not.toBeNull();
    expect(readRecipient("email", text)).toBeNull();
    expect(readRecipient("email", "ja.n.e@example.com")?.key).toBe("ja.n.e@example.com");
  });

  it("goes to the provider with the name and capitals that it was given", () => {
    expect(readAddress("email", " Jane <Jane@Example.com> ")?.to).toBe("Jane <Jane@Example.com>");
  });
});

describe("a number", () => {
  it.each([
    ["+14155550100", "+14155550100"],
    [" +1 (415) 555-0100 ", "+14155550100"],
    ["0049 30 123456", "+4930123456"],
    ["whatsapp:+14155550100", "+14155550100"],
    ["+6834123", "+6834123"],
  ])("%s is known as %s, which is what the provider is given", (text, known) => {
    expect(readAddress("sms", text)).toEqual({ key: known, to: known });
    expect(key("whatsapp", text)).toBe(known);
  });

  it.each([
    "",
    "4155550100",
    "+0123456789",
    "+1234567890123456",
    "+1415",
    "+1415555O100",
    "jane@example.com",
  ])("%j is none: without a country code it could be somebody else's", (text) => {
    expect(key("sms", text)).toBeNull();
  });
});

describe("an id on a chat channel", () => {
  it("is anything but nothing", () => {
    expect(key("slack", " #general ")).toBe("#general");
    expect(key("instagram", "17841400008460056")).toBe("17841400008460056");
    expect(key("slack", "  ")).toBeNull();
    expect(key("slack", "C0\u0000")).toBeNull();
    expect(key("slack", "x".repeat(201))).toBeNull();
  });
});
