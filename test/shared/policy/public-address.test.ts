import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isPublicAddress, readTarget } from "../../../shared/policy/public-address.ts";

const PRIVATE = [
  "https://127.0.0.1/",
  "https://127.1/",
  "https://2130706433/",
  "https://0x7f000001/",
  "https://0177.0.0.1/",
  "https://0x7f.1/",
  "https://127.0.0.1./",
  "https://１２７.０.０.１/",
  "https://0.0.0.0/",
  "https://10.0.0.1/",
  "https://100.64.0.1/",
  "https://100.127.255.255/",
  "https://169.254.169.254/latest/meta-data",
  "https://172.16.0.1/",
  "https://172.31.255.255/",
  "https://192.168.1.1/",
  "https://198.18.0.1/",
  "https://192.0.2.1/",
  "https://224.0.0.1/",
  "https://239.255.255.250/",
  "https://255.255.255.255/",
  "https://[::1]/",
  "https://[::]/",
  "https://[::ffff:127.0.0.1]/",
  "https://[::ffff:a9fe:a9fe]/",
  "https://[::127.0.0.1]/",
  "https://[64:ff9b::10.0.0.1]/",
  "https://[64:ff9b::169.254.169.254]/",
  "https://[64:ff9b:1::8.8.8.8]/",
  "https://[2002:7f00:1::]/",
  "https://[2002:a9fe:a9fe::1]/",
  "https://[2001::1]/",
  "https://[2001:db8::1]/",
  "https://[3fff::1]/",
  "https://[fc00::1]/",
  "https://[fd12:3456:789a::1]/",
  "https://[fe80::1]/",
  "https://[fec0::1]/",
  "https://[ff02::1]/",
  "https://[100::1]/",
  "https://localhost/",
  "https://LOCALHOST./",
  "https://app.localhost/",
  "https://metadata.google.internal/",
  "https://printer.local/",
  "https://router.home.arpa/",
  "https://intranet/",
  "https://db.internal./",
];

const PUBLIC = [
  "https://example.com/",
  "https://example.com./hooks",
  "https://münchen.example/",
  "https://8.8.8.8/",
  "https://1.1.1.1:8443/",
  "https://172.32.0.1/",
  "https://100.63.255.255/",
  "https://[2606:4700:4700::1111]/",
  "https://[2002:808:808::1]/",
  "https://[64:ff9b::8.8.8.8]/",
  "https://[::ffff:8.8.8.8]/",
];

describe("a destination's URL", () => {
  it.each(PRIVATE)("is refused where it leads inside: %s", (url) => {
    expect(readTarget(url, [])).toEqual({ ok: false, reason: "not_public" });
  });

  it.each(PUBLIC)("is taken on the public internet: %s", (url) => {
    expect(readTarget(url, [])).toMatchObject({ ok: true });
  });

  it.each([
    ["http://example.com/", "not_https"],
    ["ftp://example.com/", "not_https"],
    ["javascript:alert(1)", "not_https"],
    ["https://user@example.com/", "user_info"],
    ["https://user:password@example.com/", "user_info"],
    ["example.com", "malformed"],
    ["https://", "malformed"],
    ["https://256.1.1.1/", "malformed"],
    ["https://[::1", "malformed"],
    [`https://example.com/${"a".repeat(2_048)}`, "too_long"],
  ])("is refused in another form: %s", (url, reason) => {
    expect(readTarget(url, [])).toEqual({ ok: false, reason });
  });

  it("may be private where its very origin is exempt", () => {
    const exempt = ["http://127.0.0.1:9400"];
    expect(readTarget("http://127.0.0.1:9400/x", exempt)).toMatchObject({ ok: true, isExempt: true });
    for (const url of ["http://127.0.0.1:9401/x", "http://127.0.0.1/x", "https://127.0.0.1:9400/x"]) {
      expect(readTarget(url, exempt).ok).toBe(false);
    }
    expect(readTarget("http://u@127.0.0.1:9400/x", exempt)).toEqual({ ok: false, reason: "user_info" });
  });

  it("is judged alike however its IPv4 address is written", () => {
    const octet = fc.integer({ min: 0, max: 255 });
    fc.assert(
      fc.property(fc.tuple(octet, octet, octet, octet), ([a, b, c, d]) => {
        const dotted = `${a}.${b}.${c}.${d}`;
        const number = ((a * 256 + b) * 256 + c) * 256 + d;
        const high = (a * 256 + b).toString(16);
        const low = (c * 256 + d).toString(16);
        const expected = isPublicAddress(dotted);
        const forms = [
          `https://${number}/`,
          `https://0x${number.toString(16)}/`,
          `https://0${a.toString(8)}.0${b.toString(8)}.0${c.toString(8)}.0${d.toString(8)}/`,
          `https://[::ffff:${dotted}]/`,
          `https://[64:ff9b::${high}:${low}]/`,
          `https://[2002:${high}:${low}::1]/`,
        ];
        expect(forms.map((form) => readTarget(form, []).ok)).toEqual(forms.map(() => expected));
      }),
    );
  });
});

describe("an address that a resolver gave", () => {
  it.each([
    "",
    "1.2.3",
    "1.2.3.4.5",
    "::g",
    "1::2::3",
    "12345::",
    "example.com",
    "1.2.3.256",
    ":",
    ":::",
  ])("is not public when it is none: %j", (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});
