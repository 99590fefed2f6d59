import { defineProvider } from "../define.ts";
import { assignTemplate, cancelCampaign, createCampaign, sendCampaign } from "./actions/campaigns.ts";
import { subscribeProfiles, unsubscribeProfiles } from "./actions/consents.ts";
import { createEvent } from "./actions/create-event.ts";
import { addToList, createList, createTag, listLists, removeFromList, tagLists } from "./actions/lists.ts";
import { findProfile, upsertProfile } from "./actions/profiles.ts";
import { suppressProfiles, unsuppressProfiles } from "./actions/suppress-profiles.ts";
import { API_VERSION, api, auth, BASE_URL, connection } from "./auth.ts";
import { classify } from "./classify.ts";
import { limits } from "./limits.ts";
import { optOuts } from "./opt-outs.ts";
import { webhook } from "./webhook.ts";

/** Klaviyo: profiles, events, lists, campaigns. https://developers.klaviyo.com/en/reference/api_overview */
export const klaviyo = defineProvider({
  id: "klaviyo",
  name: "Klaviyo",
  categories: ["marketing"],
  docs: "https://developers.klaviyo.com/en/reference/api_overview",
  auth,
  baseUrl: BASE_URL,
  apiVersion: API_VERSION,
  limits,
  connection,
  api,
  actions: {
    "campaign.assign_template": assignTemplate,
    "campaign.cancel": cancelCampaign,
    "campaign.create": createCampaign,
    "campaign.send": sendCampaign,
    "event.create": createEvent,
    "list.add_profiles": addToList,
    "list.create": createList,
    "list.remove_profiles": removeFromList,
    "list.tag": tagLists,
    "lists.list": listLists,
    "profile.find": findProfile,
    "profile.upsert": upsertProfile,
    "profiles.subscribe": subscribeProfiles,
    "profiles.suppress": suppressProfiles,
    "profiles.unsubscribe": unsubscribeProfiles,
    "profiles.unsuppress": unsuppressProfiles,
    "tag.create": createTag,
  },
  optOuts,
  classify,
  webhook,
});
