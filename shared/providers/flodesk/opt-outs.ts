import type { OptOutRule } from "../define.ts";

/** Flodesk sends marketing alone, and lets nobody be subscribed again through its API. https://developers.flodesk.com/#tag/subscriber */
export const optOuts: OptOutRule = {
  marketing: {
    tell: ({ address: subscriber }) => ({ action: "subscriber.unsubscribe", input: { subscriber } }),
  },
};
