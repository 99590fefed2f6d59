import { type OutboundVectors, onlyConnections, proofs } from "../vectors.ts";

const SECRET_KEY = "sb_secret_testTestTestTest";

export const outbound: OutboundVectors = onlyConnections(
  { credentials: { projectUrl: "https://abcdefghijklmnopqrst.supabase.co", secretKey: SECRET_KEY } },
  {
    connections: [
      ...proofs({
        request: {
          method: "HEAD",
          url: "https://abcdefghijklmnopqrst.supabase.co/rest/v1/",
          headers: { apikey: SECRET_KEY, authorization: `Bearer ${SECRET_KEY}` },
        },
        good: {
          answer: { status: 200, body: "" },
          account: { id: "abcdefghijklmnopqrst.supabase.co", name: null },
        },
      }),
      {
        title: "sends no key without encryption",
        connection: { credentials: { projectUrl: "http://db.example.com", secretKey: SECRET_KEY } },
        exchanges: [],
        verdict: { status: "error", code: "adapter_error" },
      },
    ],
  },
);
