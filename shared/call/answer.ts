import type { ProviderAnswer } from "../providers/action.ts";

/** An answer above this is read to its end and dropped: no action's result is that large. */
const MAX_ANSWER_BYTES = 1_000_000;

/**
 * Reads a provider's answer once: parsed where it is JSON, as text otherwise.
 * Throws what reading throws: the time limit covers the body.
 */
export async function readAnswer(response: Response): Promise<ProviderAnswer> {
  const { status, headers } = response;
  const text = await boundedText(response);
  return { status, headers, body: parsed(text) };
}

async function boundedText(response: Response): Promise<string> {
  if (response.body === null) {
    return "";
  }
  if (saysItIsSmall(response.headers)) {
    return await response.text();
  }
  const reader: ReadableStreamDefaultReader<Uint8Array> = response.body.getReader();
  const decoder = new TextDecoder();
  let text = "";
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) {
      return length > MAX_ANSWER_BYTES ? "" : text + decoder.decode();
    }
    length += value.byteLength;
    text = length > MAX_ANSWER_BYTES ? "" : text + decoder.decode(value, { stream: true });
  }
}

/** A length that is said is kept by HTTP itself, unless it is that of a compressed body. Reading at once is much cheaper. */
function saysItIsSmall(headers: Headers): boolean {
  const length = headers.get("content-length");
  return length !== null && Number(length) <= MAX_ANSWER_BYTES && !headers.has("content-encoding");
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
