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
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body) {
    length += chunk.byteLength;
    if (length <= MAX_ANSWER_BYTES) {
      chunks.push(chunk);
    }
  }
  return length > MAX_ANSWER_BYTES ? "" : await new Blob(chunks).text();
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
