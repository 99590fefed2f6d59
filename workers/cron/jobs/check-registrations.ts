import { keepRegistered } from "../../../shared/connections/keep-registered.ts";
import { registeredEndpoints } from "../../../shared/db/queries/endpoints.ts";
import type { Context } from "../../context.ts";

/** Endpoints of one run, a call each at least: those that were not asked about for longest come first. */
const MAX_ENDPOINTS = 50;

/** Finds webhooks that their provider lost or switched off, and mends them; returns how many needed it. */
export async function checkRegistrations(context: Context): Promise<number> {
  let mended = 0;
  for (const row of await registeredEndpoints(context.db, MAX_ENDPOINTS)) {
    const did = await keepRegistered(row, context);
    mended += did === "created" || did === "repaired" ? 1 : 0;
  }
  return mended;
}
