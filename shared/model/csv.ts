/** Characters of one record; a longer one is no line of a table. */
const MAX_RECORD = 64_000;

/** A record that is too long, or a quote that is never closed. */
export class MalformedCsv extends Error {
  override readonly name = "MalformedCsv";
}

/**
 * Reads CSV (RFC 4180) in pieces as they come: quotes, doubled quotes, line ends within them, LF or CRLF, a byte order
 * mark. Empty lines are skipped.
 */
export class CsvReader {
  #fields: string[] = [];
  #field = "";
  #length = 0;
  #inQuotes = false;
  /** A quote within quotes: the next character tells whether it was doubled. */
  #quoted = false;
  #isFirst = true;

  /**
   * The records that a piece of text completes.
   * @throws MalformedCsv when a record grows too long
   */
  push(text: string): string[][] {
    const records: string[][] = [];
    const piece = this.#isFirst ? text.replace(/^\uFEFF/, "") : text;
    this.#isFirst &&= text === "";
    for (const character of piece) {
      this.#length += 1;
      if (this.#length > MAX_RECORD) {
        throw new MalformedCsv(`A record has more than ${MAX_RECORD} characters, or a quote is not closed.`);
      }
      const record = this.#take(character);
      if (record !== null) {
        records.push(record);
      }
    }
    return records;
  }

  /** The last record, where no line end follows it. @throws MalformedCsv when a quote is not closed */
  end(): string[][] {
    if (this.#inQuotes && !this.#quoted) {
      throw new MalformedCsv("A quote is not closed.");
    }
    const record = this.#endRecord();
    return record === null ? [] : [record];
  }

  #take(character: string): string[] | null {
    if (this.#quoted) {
      this.#quoted = false;
      if (character === '"') {
        this.#field += '"';
        return null;
      }
      this.#inQuotes = false;
    }
    if (this.#inQuotes) {
      this.#quoted = character === '"';
      this.#field += this.#quoted ? "" : character;
      return null;
    }
    switch (character) {
      case '"':
        this.#inQuotes = true;
        return null;
      case ",":
        this.#fields.push(this.#field);
        this.#field = "";
        return null;
      case "\r":
        return null;
      case "\n":
        return this.#endRecord();
      default:
        this.#field += character;
        return null;
    }
  }

  #endRecord(): string[] | null {
    const fields = [...this.#fields, this.#field];
    this.#fields = [];
    this.#field = "";
    this.#length = 0;
    this.#inQuotes = false;
    this.#quoted = false;
    return fields.length === 1 && fields[0] === "" ? null : fields;
  }
}

/**
 * One record with its line end. A spreadsheet takes a leading `=`, `+`, `-` or `@` for a formula, of which a number or a
 * telephone number is none: a quote keeps it text. https://owasp.org/www-community/attacks/CSV_Injection
 */
export function csvRecord(fields: readonly string[]): string {
  const written = fields.map((field) => {
    const text = /^[=@\t\r]|^[+-](?!\d+(?:\.\d+)?$)|^'+[=@+-]/.test(field) ? `'${field}` : field;
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  });
  return `${written.join(",")}\r\n`;
}
