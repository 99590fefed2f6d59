import { it } from "vitest";
import { TestPlatform } from "../../support/platform.ts";
it("probes", async () => {
  const platform = new TestPlatform();
  const r = await platform.fetch("/openapi.json");
  console.log(r.status, r.headers.get("content-type"));
  console.log(JSON.stringify(await r.json(), null, 1));
});
