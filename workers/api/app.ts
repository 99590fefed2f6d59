import { OpenAPIHono } from "@hono/zod-openapi";
import { HTTPException } from "hono/http-exception";
import { Problem, problemResponse } from "../../shared/errors.ts";
import { serveDocs } from "./docs.ts";
import { withRefusals } from "./document.ts";
import { access } from "./middleware/access.ts";
import { boundedBody } from "./middleware/body.ts";
import { journal } from "./middleware/journal.ts";
import { requestLimit } from "./middleware/limit.ts";
import { adminKeyRoutes } from "./routes/admin-keys.ts";
import { agentRoutes } from "./routes/agents.ts";
import { approvalRuleRoutes } from "./routes/approval-rules.ts";
import { approvalRoutes } from "./routes/approvals.ts";
import { batchRoutes } from "./routes/batches.ts";
import { breakerRoutes } from "./routes/breakers.ts";
import { campaignRoutes } from "./routes/campaigns.ts";
import { clientTokenRoutes } from "./routes/client-tokens.ts";
import { connectSessionRoutes } from "./routes/connect-sessions.ts";
import { connectionRoutes } from "./routes/connections.ts";
import { consentIntegrityRoutes } from "./routes/consent-integrity.ts";
import { consentRoutes } from "./routes/consents.ts";
import { contactConsentRoutes } from "./routes/contact-consents.ts";
import { contactFileRoutes } from "./routes/contact-files.ts";
import { contactRoutes } from "./routes/contacts.ts";
import { conversationRoutes } from "./routes/conversations.ts";
import { deliveryRoutes } from "./routes/deliveries.ts";
import { destinationRoutes } from "./routes/destinations.ts";
import { endpointRoutes } from "./routes/endpoints.ts";
import { eventRoutes } from "./routes/events.ts";
import { healthRoutes } from "./routes/health.ts";
import { hookRoutes } from "./routes/hooks.ts";
import { incidentRoutes } from "./routes/incidents.ts";
import { integrationRoutes } from "./routes/integrations.ts";
import { jobRoutes } from "./routes/jobs.ts";
import { keyRoutes } from "./routes/keys.ts";
import { limitRoutes } from "./routes/limits.ts";
import { messageCostRoutes } from "./routes/message-costs.ts";
import { messageRuleRoutes } from "./routes/message-rules.ts";
import { messageRoutes } from "./routes/messages.ts";
import { oauthRoutes } from "./routes/oauth.ts";
import { optOutReviewRoutes } from "./routes/opt-out-reviews.ts";
import { organizationRoutes } from "./routes/organizations.ts";
import { ownOrganizationRoutes } from "./routes/own-organization.ts";
import { providerRoutes } from "./routes/providers.ts";
import { proxyRoutes } from "./routes/proxy.ts";
import { receiptRoutes } from "./routes/receipts.ts";
import { recordRoutes } from "./routes/records.ts";
import { rejectionRoutes } from "./routes/rejections.ts";
import { reminderRoutes } from "./routes/reminders.ts";
import { segmentRoutes } from "./routes/segments.ts";
import { suppressionRoutes } from "./routes/suppressions.ts";
import { templateRoutes } from "./routes/templates.ts";
import type { ApiEnv } from "./types.ts";
import { toProblem } from "./validation.ts";

/** The description of the API that precedes its routes in `/openapi.json`. */
const INFO = {
  openapi: "3.1.0",
  info: {
    title: "Causeway",
    version: "1",
    description:
      "Webhooks in, messages and API calls out. Authenticate with `Authorization: Bearer <key>`. Errors are RFC 9457 problems whose `code` is explained under [/docs/errors](/docs/errors).",
  },
};

/** The `/v1` API with its documents; a plain Hono app, so that tests may call it without a server. */
export function createApi() {
  const app = new OpenAPIHono<ApiEnv>({
    defaultHook: (result) => {
      if (!result.success) {
        throw toProblem(result.target, result.error);
      }
    },
  });
  app.use("/v1/*", journal, access, requestLimit, boundedBody);
  for (const register of [
    healthRoutes,
    organizationRoutes,
    adminKeyRoutes,
    keyRoutes,
    ownOrganizationRoutes,
    providerRoutes,
    endpointRoutes,
    eventRoutes,
    rejectionRoutes,
    receiptRoutes,
    recordRoutes,
    incidentRoutes,
    hookRoutes,
    deliveryRoutes,
    destinationRoutes,
    connectionRoutes,
    clientTokenRoutes,
    connectSessionRoutes,
    agentRoutes,
    proxyRoutes,
    integrationRoutes,
    oauthRoutes,
    jobRoutes,
    messageRoutes,
    messageCostRoutes,
    batchRoutes,
    templateRoutes,
    approvalRoutes,
    approvalRuleRoutes,
    reminderRoutes,
    messageRuleRoutes,
    conversationRoutes,
    contactFileRoutes,
    contactRoutes,
    contactConsentRoutes,
    consentRoutes,
    consentIntegrityRoutes,
    optOutReviewRoutes,
    segmentRoutes,
    campaignRoutes,
    suppressionRoutes,
    limitRoutes,
    breakerRoutes,
  ]) {
    register(app);
  }
  app.openAPIRegistry.registerComponent("securitySchemes", "key", { type: "http", scheme: "bearer" });
  app.get("/openapi.json", (c) => c.json(apiDocument(app)));
  serveDocs(app);
  app.notFound(() => {
    throw new Problem("not_found", "No route has this path and method. See /docs.");
  });
  app.onError((error, c) => {
    const problem = error instanceof HTTPException ? fromHono(error) : error;
    if (problem instanceof Problem) {
      return problemResponse(problem, { origin: new URL(c.req.url).origin, requestId: c.env.requestId });
    }
    throw problem;
  });
  return app;
}

/** The OpenAPI 3.1 document, from the very schemas that validate the requests. */
export function apiDocument(app: ReturnType<typeof createApi>): unknown {
  return withRefusals(app.getOpenAPI31Document(INFO));
}

function fromHono(error: HTTPException): Problem {
  return error.status === 400
    ? new Problem("malformed_json", "The body is not valid JSON in UTF-8.")
    : new Problem("internal", "Try again; if it stays, quote the request id.");
}
