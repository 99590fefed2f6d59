import { describe, expect, it } from "vitest";
import { readAnswer } from "../../../shared/call/answer.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

function inPieces(all: Uint8Array, size: number): Response {
  const pieces = Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
    all.subarray(index * size, (index + 1) * size),
  );
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of pieces) {
        controller.enqueue(piece);
      }
      controller.close();
    },
  });
  return new Response(stream);
}

describe("a provider's answer", () => {
  it("is read whole in whatever pieces it comes, also where they part a character", async () => {
    const body = { text: "Grüße, 世界 🎉" };
    for (const size of [1, 3, 1_000]) {
      expect(await readAnswer(inPieces(bytes(JSON.stringify(body)), size))).toMatchObject({
        status: 200,
        body,
      });
    }
    expect((await readAnswer(new Response(null, { status: 204 }))).body).toBe("");
    expect((await readAnswer(new Response("no JSON"))).body).toBe("no JSON");
  });

  it("is the same whether its length is said or not, and no said length of a compressed one is believed", async () => {
    const body = { text: "Grüße, 世界 🎉" };
    const text = bytes(JSON.stringify(body));
    const said = (more: Record<string, string>) =>
      new Response(inPieces(text, 3).body, { headers: { "content-length": String(text.length), ...more } });
    expect((await readAnswer(said({}))).body).toEqual(body);
    const large = bytes("x".repeat(1_000_001));
    const compressed = inPieces(large, 400_000);
    compressed.headers.set("content-length", "1200");
    compressed.headers.set("content-encoding", "br");
    expect((await readAnswer(compressed)).body).toBe("");
  });

  it("is read to its end and dropped where it is larger than any result", async () => {
    const large = inPieces(bytes("x".repeat(1_000_001)), 400_000);
    expect((await readAnswer(large)).body).toBe("");
    expect(large.bodyUsed).toBe(true);
    const just = "x".repeat(1_000_000);
    expect((await readAnswer(inPieces(bytes(just), 400_000))).body).toBe(just);
  });
});
