/** Names of the queues as wrangler.toml gives them: what a batch says it comes from. */
export const QUEUES = {
  events: "causeway-events",
  eventsDead: "causeway-events-dead",
  deliveries: "causeway-deliveries",
  deliveriesDead: "causeway-deliveries-dead",
  jobsHigh: "causeway-jobs-high",
  jobsNormal: "causeway-jobs-normal",
  jobsLow: "causeway-jobs-low",
  jobsDead: "causeway-jobs-dead",
} as const;
