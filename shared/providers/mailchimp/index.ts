import { defineProvider } from "../define.ts";
import {
  cancelCampaign,
  checkCampaign,
  createCampaign,
  listLists,
  scheduleCampaign,
  sendCampaign,
  setCampaignContent,
  testCampaign,
  unscheduleCampaign,
} from "./actions/campaigns.ts";
import {
  addNote,
  archiveMember,
  findMember,
  tagMember,
  trackEvent,
  unsubscribeMember,
  upsertMember,
} from "./actions/members.ts";
import { api, auth, connection } from "./auth.ts";
import { classify } from "./classify.ts";
import { optOuts } from "./opt-outs.ts";
import { webhook } from "./webhook.ts";

/** Mailchimp: audience members, tags, segments, campaigns. https://mailchimp.com/developer/marketing/api/ */
export const mailchimp = defineProvider({
  id: "mailchimp",
  name: "Mailchimp",
  categories: ["marketing"],
  docs: "https://mailchimp.com/developer/marketing/api/",
  auth,
  // ten connections of one user, of which somebody else may hold some; no rate
  limits: { windows: [], concurrency: 8, scope: "account" },
  connection,
  api,
  actions: {
    "campaign.cancel": cancelCampaign,
    "campaign.check": checkCampaign,
    "campaign.create": createCampaign,
    "campaign.schedule": scheduleCampaign,
    "campaign.send": sendCampaign,
    "campaign.send_test": testCampaign,
    "campaign.set_content": setCampaignContent,
    "campaign.unschedule": unscheduleCampaign,
    "event.track": trackEvent,
    "lists.list": listLists,
    "member.archive": archiveMember,
    "member.find": findMember,
    "member.tag": tagMember,
    "member.unsubscribe": unsubscribeMember,
    "member.upsert": upsertMember,
    "note.add": addNote,
  },
  optOuts: { email: optOuts },
  classify,
  webhook,
});
