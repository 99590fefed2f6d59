import { type OutboundVectors, onlyConnections, proofs } from "../vectors.ts";

const SECRET_KEY = "sk_test_testTestTestTestTest";

export const outbound: OutboundVectors = onlyConnections(
  { credentials: { secretKey: SECRET_KEY } },
  {
    connections: proofs({
      request: {
        method: "GET",
        url: "https://api.clerk.com/v1/instance",
        headers: { authorization: `Bearer ${SECRET_KEY}`, "clerk-api-version": "2026-05-12" },
      },
      good: {
        answer: {
          status: 200,
          body: {
            object: "instance",
            id: "ins_2abc",
            environment_type: "development",
            allowed_origins: null,
            workspace_id: null,
          },
        },
        account: { id: "ins_2abc", name: "development" },
      },
      refused: {
        answer: { status: 401, body: { errors: [{ message: "Invalid", code: "clerk_key_invalid" }] } },
        code: "http_401",
      },
    }),
  },
);
