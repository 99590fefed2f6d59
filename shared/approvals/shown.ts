/** Fits a section of Slack's blocks (3,000) with room to spare. */
const MAX_PREVIEW_CHARACTERS = 2_500;

/** What a question shows of what is asked about; where that is not all, it says so. */
export function shownPreview(text: string): string {
  return text.length <= MAX_PREVIEW_CHARACTERS
    ? text
    : // a pair may have been cut in half
      `${text.slice(0, MAX_PREVIEW_CHARACTERS - 2).replace(/[\ud800-\udbff]$/, "")} …`;
}
