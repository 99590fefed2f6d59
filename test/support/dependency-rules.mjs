/** Who may import whom. `npm run check` fails on the first import that goes the wrong way. */
const forbid = (name, comment, from, to) => ({ name, comment, severity: "error", from, to });

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    forbid("no-circles", "A circle has no bottom to start reading from.", {}, { circular: true }),
    forbid(
      "shared-is-the-bottom",
      "shared knows nothing of what builds on it.",
      { path: "^shared/" },
      { path: "^(durable-objects|workers|test)/" },
    ),
    forbid(
      "objects-below-workers",
      "Durable Objects are called by workers, never the other way round.",
      { path: "^durable-objects/" },
      { path: "^(workers|test)/" },
    ),
    forbid(
      "no-tests-in-production",
      "Nothing that ships needs the tests.",
      { path: "^workers/" },
      { path: "^test/" },
    ),
    forbid(
      "triggers-apart",
      "The folders under workers meet through queues, rows and Durable Objects; workers/index.ts alone knows them all.",
      { path: "^workers/([^/]+)/" },
      { path: "^workers/[^/]+/", pathNot: "^workers/$1/" },
    ),
    forbid(
      "a-provider-is-an-island",
      "A provider's folder is handed everything it needs: it can be tested without a platform.",
      { path: "^shared/providers/([^/]+)/" },
      {
        path: "^(shared|workers|durable-objects)/",
        pathNot: [
          "^shared/providers/$1/",
          "^shared/providers/(action|channel-rule|client-token|define|trial|vectors)\\.ts$",
          "^shared/(model|signatures|oauth2|crypto)/",
          "^shared/errors\\.ts$",
        ],
      },
    ),
    forbid(
      "vectors-do-not-ship",
      "Vectors and trials are for the contract suite and `npm run try`, not code of the Worker.",
      { path: "^(workers|durable-objects)/|^shared/", pathNot: "vectors|trial" },
      { path: "(vectors|trial)\\.ts$" },
    ),
    forbid(
      "pure-folders",
      "Signatures, flow, policy, templates, crypto and model take what they need as arguments.",
      { path: "^shared/(flow|policy|templates|signatures|crypto|model)/" },
      {
        path: "^shared/",
        pathNot: "^shared/(flow|policy|templates|signatures|crypto|model|errors\\.ts|clock\\.ts)",
      },
    ),
    forbid(
      "oauth2-is-pure",
      "What OAuth2 needs of the time, of chance and of the network it is handed.",
      { path: "^shared/oauth2/" },
      { path: "^shared/", pathNot: "^shared/(oauth2|crypto|model)/|^shared/(errors|clock)\\.ts$" },
    ),
    forbid(
      "one-place-sends",
      "Only what shared/queue/send.ts makes sends to the event queue; a trigger's context hands it on.",
      { path: "^(shared|workers|durable-objects)/", pathNot: "^workers/context\\.ts$" },
      { path: "^shared/queue/send\\.ts$" },
    ),
    forbid(
      "no-orphans",
      "A file that nobody imports is dead.",
      {
        orphan: true,
        path: "^(shared|workers|durable-objects)/",
        pathNot: ["\\.config\\.ts$", "^shared/db/schema/"],
      },
      {},
    ),
    forbid("resolvable", "Every import resolves.", {}, { couldNotResolve: true, pathNot: "^cloudflare:" }),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(node_modules|\\.wrangler|test/support/generated)" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      extensions: [".ts", ".mjs", ".js"],
      conditionNames: ["workerd", "worker", "import", "default", "types"],
      exportsFields: ["exports"],
    },
  },
};
