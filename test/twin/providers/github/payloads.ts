import { createIds, type Ids, type Person, pickPerson } from "../../ids.ts";
import type { JsonObject, MakeOptions } from "../../sender.ts";

const OWNER = "cafe-creme";
const REPOSITORY = "bestellungen";
export const HOOK_ID = 441_209_803;
export const REPOSITORY_ID = 702_118_455;

/** Who and when of one delivery. */
export interface Scene {
  readonly ids: Ids;
  readonly person: Person;
  /** ms since the epoch */
  readonly now: number;
  /** ISO 8601 in whole seconds, as GitHub writes times. */
  readonly at: string;
}

export function createScene({ now, sequence }: MakeOptions): Scene {
  const ids = createIds("github", now, sequence);
  const at = new Date(now).toISOString().replace(/\.\d+Z$/, "Z");
  return { ids, person: pickPerson(ids), now, at };
}

function user({ ids, person }: Scene): JsonObject {
  return {
    login: person.handle,
    id: ids.number("user", 8),
    node_id: `U_${ids.base64url("user node", 12)}`,
    html_url: `https://github.com/${person.handle}`,
    type: "User",
    site_admin: false,
  };
}

const repository: JsonObject = {
  id: REPOSITORY_ID,
  node_id: "R_kgDOKdmu9w",
  name: REPOSITORY,
  full_name: `${OWNER}/${REPOSITORY}`,
  private: false,
  owner: { login: OWNER, id: 9_919_001, type: "Organization", site_admin: false },
  html_url: `https://github.com/${OWNER}/${REPOSITORY}`,
  description: "Bestellungen für das Café",
  fork: false,
  url: `https://api.github.com/repos/${OWNER}/${REPOSITORY}`,
  default_branch: "main",
};

/** What every payload of a repository ends with. */
function about(scene: Scene): JsonObject {
  return {
    repository,
    organization: { login: OWNER, id: 9_919_001, node_id: "O_kgDOAJdbWQ" },
    sender: user(scene),
  };
}

function push(scene: Scene): JsonObject {
  const author = { name: scene.person.name, email: scene.person.email, username: scene.person.handle };
  const commit = {
    id: scene.ids.hex("after", 40),
    tree_id: scene.ids.hex("tree", 40),
    distinct: true,
    message: `fix: Umlaute in Rechnungen (${scene.person.name})`,
    timestamp: scene.at,
    url: `https://github.com/${OWNER}/${REPOSITORY}/commit/${scene.ids.hex("after", 40)}`,
    author,
    committer: author,
    added: [],
    removed: [],
    modified: ["src/rechnung.ts"],
  };
  return {
    ref: "refs/heads/main",
    before: scene.ids.hex("before", 40),
    after: commit.id,
    created: false,
    deleted: false,
    forced: false,
    base_ref: null,
    compare: `https://github.com/${OWNER}/${REPOSITORY}/compare/main`,
    commits: [commit],
    head_commit: commit,
    pusher: { name: scene.person.handle, email: scene.person.email },
    ...about(scene),
  };
}

function numbered(scene: Scene, kind: "issues" | "pull"): JsonObject {
  const number = scene.ids.number("number", 4);
  return {
    id: scene.ids.number("item", 10),
    number,
    html_url: `https://github.com/${OWNER}/${REPOSITORY}/${kind}/${number}`,
    state: "open",
    locked: false,
    title: `Größe „XL“ fehlt im Menü von ${scene.person.name}`,
    user: user(scene),
    body: "Schritte: Menü öffnen, Größe wählen … ☕",
    labels: [],
    assignees: [],
    created_at: scene.at,
    updated_at: scene.at,
    closed_at: null,
  };
}

function pullRequest(scene: Scene, action: string, changes: JsonObject): JsonObject {
  const pull_request: JsonObject = {
    ...numbered(scene, "pull"),
    draft: false,
    merged: false,
    merged_at: null,
    head: { label: `${OWNER}:umlaute`, ref: "umlaute", sha: scene.ids.hex("head", 40) },
    base: { label: `${OWNER}:main`, ref: "main", sha: scene.ids.hex("base", 40) },
    commits: 1,
    additions: 12,
    deletions: 3,
    changed_files: 1,
    ...changes,
  };
  return { action, number: pull_request.number, pull_request, ...about(scene) };
}

function comment(scene: Scene): JsonObject {
  return {
    id: scene.ids.number("comment", 10),
    html_url: `https://github.com/${OWNER}/${REPOSITORY}/issues/1#issuecomment`,
    user: user(scene),
    created_at: scene.at,
    updated_at: scene.at,
    body: "Danke, schon geprüft ✅",
  };
}

function ping(scene: Scene): JsonObject {
  return {
    zen: "Approachable is better than simple.",
    hook_id: HOOK_ID,
    hook: {
      type: "Repository",
      id: HOOK_ID,
      name: "web",
      active: true,
      events: ["*"],
      config: { content_type: "json", insecure_ssl: "0", secret: "********" },
      created_at: scene.at,
      updated_at: scene.at,
    },
    repository,
    sender: user(scene),
  };
}

/** Bodies by `<X-GitHub-Event>.<action>`. https://docs.github.com/webhooks/webhook-events-and-payloads */
export const payloads: Readonly<Record<string, (scene: Scene) => JsonObject>> = {
  push,
  "pull_request.opened": (scene) => pullRequest(scene, "opened", {}),
  "pull_request.closed": (scene) =>
    pullRequest(scene, "closed", { state: "closed", closed_at: scene.at, merged: true, merged_at: scene.at }),
  "issues.opened": (scene) => ({ action: "opened", issue: numbered(scene, "issues"), ...about(scene) }),
  "issue_comment.created": (scene) => ({
    action: "created",
    issue: numbered(scene, "issues"),
    comment: comment(scene),
    ...about(scene),
  }),
  ping,
};
