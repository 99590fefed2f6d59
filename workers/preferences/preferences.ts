import { comeBackStatements } from "../../shared/consents/come-back.ts";
import { sha256Hex } from "../../shared/crypto/sha256.ts";
import { consentStatements, ownStatement } from "../../shared/db/queries/consents.ts";
import {
  type ContactPoint,
  type ContactState,
  contactStates,
} from "../../shared/db/queries/contact-states.ts";
import { findContact } from "../../shared/db/queries/contacts.ts";
import { readBody } from "../../shared/http.ts";
import { newId } from "../../shared/ids.ts";
import { maskAddress } from "../../shared/model/address.ts";
import { readParameters } from "../../shared/model/body.ts";
import { decideContact } from "../../shared/policy/consent.ts";
import { topicsOf } from "../../shared/policy/topics.ts";
import { escapeHtml } from "../../shared/templates/escape-html.ts";
import type { Context } from "../context.ts";
import { button, form, page, paragraph } from "./page.ts";
import { topicName } from "./topics.ts";
import type { Visit } from "./visit.ts";
import { hasLeft, withdrawStatements } from "./withdraw.ts";

const MAX_FORM_BYTES = 64_000;
/** Hexadecimal digits that tell one address of a contact from the others. */
const KEY_DIGITS = 16;

/** One address of the person's, with what may be sent to it. */
interface Address {
  readonly point: ContactPoint;
  /** What stands for it in the form: the page may be seen by others. */
  readonly key: string;
  /** The link came by it: its bearer reads what is sent there, and may switch on as well as off. */
  readonly own: boolean;
  readonly state: ContactState;
  readonly topics: readonly { readonly topic: string; readonly on: boolean }[];
}

/** The preference centre: every address of the person's and every topic, to be switched off; on where the link came from. */
export async function answerPreferences(visit: Visit, context: Context): Promise<Response> {
  const { request, words, language } = visit;
  const addresses = await addressesOf(visit, context);
  if (request.method !== "POST") {
    return page({ title: words.preferences, body: show(visit, addresses), language });
  }
  const body = await readBody(request, MAX_FORM_BYTES);
  const fields = readParameters(body.ok ? body.bytes : new Uint8Array());
  const everything = fields.has("everything");
  const on = new Set(everything ? [] : fields.getAll("on"));
  const shown = everything || !fields.has("shown") ? null : new Set(fields.getAll("shown"));
  const statements = addresses.flatMap((one) => change(one, { on, shown, everything }, context));
  if (statements.length > 0) {
    await context.db.d1.batch(statements);
  }
  const saved = paragraph(words.saved, "status");
  const after = await addressesOf(visit, context);
  return page({ title: words.preferences, body: `${saved}${show(visit, after)}`, language });
}

async function addressesOf({ link }: Visit, { db, clock }: Context): Promise<Address[]> {
  const { organizationId, channel, address } = link;
  const [own] = await contactStates(db, [{ organizationId, channel, address }]);
  const contactId = own?.contactId ?? null;
  const contact = contactId === null ? null : await findContact(db, organizationId, contactId);
  const points = (contact?.identities ?? [{ channel, address }]).map((one) => ({ organizationId, ...one }));
  const states = await contactStates(db, points);
  const topics = topicsOf(states.flatMap(({ consents }) => consents));
  const now = clock();
  return await Promise.all(
    points.flatMap((point, index) => {
      const state = states[index];
      const isOwn = point.channel === channel && point.address === address;
      return state === undefined ? [] : [addressOf(point, state, { topics, own: isOwn, now })];
    }),
  );
}

async function addressOf(
  point: ContactPoint,
  state: ContactState,
  { topics, own, now }: { readonly topics: readonly string[]; readonly own: boolean; readonly now: number },
): Promise<Address> {
  const { channel } = point;
  const approach = { channel, category: "marketing", essential: false, now } as const;
  // words in doubt hold messages for a while: what the person agreed to stands, and is theirs to end
  const agreed = { ...state, doubtSince: null };
  const hash = await sha256Hex(`${channel}:${point.address}`);
  return {
    point,
    key: hash.slice(0, KEY_DIGITS),
    own,
    state,
    topics: topics.map((topic) => ({
      topic,
      on: decideContact(agreed, { ...approach, topic }).allowed,
    })),
  };
}

interface Form {
  readonly on: ReadonlySet<string>;
  /** What the page listed; null: all that there is. What somebody agreed to since is not its matter. */
  readonly shown: ReadonlySet<string> | null;
  readonly everything: boolean;
}

/** What a person changed for one address; nothing on ends all marketing to it, of which topics that come later are part. */
function change(
  { point, key, own, state, topics: all }: Address,
  { on, shown, everything }: Form,
  { db, clock }: Context,
): D1PreparedStatement[] {
  const now = clock();
  const source = "preference_centre";
  const isShown = ({ topic }: { readonly topic: string }) => shown === null || shown.has(`${key}.${topic}`);
  const topics = all.filter(isShown);
  const wanted = topics.filter(({ topic, on: was }) => on.has(`${key}.${topic}`) && (own || was));
  if (topics.length > 0 && wanted.length === 0 && !all.some((one) => one.on && !isShown(one))) {
    // an address that nobody agreed to hears of no change in the others, unless everything is to end
    const isAsked = everything || topics.some((one) => one.on);
    return isAsked && !hasLeft(state) ? withdrawStatements(db, point, { topic: null, source, now }) : [];
  }
  const ended = topics.filter((one) => one.on && !wanted.includes(one));
  const begun = wanted.filter((one) => !one.on);
  const granted = begun.map(({ topic }) =>
    ownStatement({
      ...point,
      topic,
      id: newId("consent", now),
      status: "granted",
      source,
      evidence: null,
      at: now,
    }),
  );
  return [
    ...ended.flatMap(({ topic }) => withdrawStatements(db, point, { topic, source, now })),
    ...consentStatements(db, granted),
    ...granted.flatMap((row) => comeBackStatements(db, row, now)),
  ];
}

function show({ organization, words, link }: Visit, addresses: readonly Address[]): string {
  const groups = addresses.map(({ point, key, own, topics }) => {
    const boxes = topics.map(({ topic, on }) => {
      const state = `${on ? " checked" : ""}${on || own ? "" : " disabled"}`;
      const value = escapeHtml(`${key}.${topic}`);
      return `<input type="hidden" name="shown" value="${value}"><label><input type="checkbox" name="on" value="${value}"${state}>${escapeHtml(topicName(topic, words))}</label>`;
    });
    const name = own ? link.address : maskAddress(point.address);
    const hint = own ? "" : paragraph(words.elsewhere);
    return `<fieldset><legend>${escapeHtml(`${point.channel}: ${name}`)}</legend>${boxes.join("")}${hint}</fieldset>`;
  });
  const buttons = `${button(words.save)}${button(words.everything, "everything")}`;
  return `${paragraph(words.intro(organization.name))}${form(`${groups.join("")}${buttons}`)}${paragraph(words.stillSent)}`;
}
