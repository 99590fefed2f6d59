import { email } from "./write.ts";

/** Reminders of courses and habits. */
export const LEARNING = [
  email({
    name: "assessment-reminder",
    subject: "Your assessment {{assessmentName}} is waiting",
    requiredVariables: ["assessmentName", "assessmentUrl"],
    body: [
      "Your assessment {{assessmentName}} is ready for you.{{#dueDate}} Please finish it by {{dueDate}}.{{/dueDate}}",
      { link: "{{assessmentUrl}}", label: "Start the assessment" },
    ],
  }),
  email({
    name: "module-reminder",
    subject: "Carry on with {{moduleName}}",
    requiredVariables: ["moduleName", "moduleUrl"],
    body: [
      "You have begun {{moduleName}}{{#progressPercent}} and are {{progressPercent}} % through{{/progressPercent}}. Carry on where you left off.",
      { link: "{{moduleUrl}}", label: "Open the module" },
    ],
  }),
  email({
    name: "streak-reminder",
    subject: "{{streakDays}} days in a row: keep going",
    requiredVariables: ["streakDays", "continueUrl"],
    body: [
      "You have kept at it for {{streakDays}} days in a row. One more today and the streak goes on.",
      { link: "{{continueUrl}}", label: "Do today's part" },
    ],
  }),
  email({
    name: "milestone-reminder",
    subject: "You are close to {{milestoneName}}",
    requiredVariables: ["milestoneName", "progressUrl"],
    body: [
      "You are close to {{milestoneName}}.{{#remaining}} What is left: {{remaining}}.{{/remaining}}",
      { link: "{{progressUrl}}", label: "See your progress" },
    ],
  }),
  email({
    name: "nudge",
    subject: "{{title}}",
    requiredVariables: ["title", "message", "actionUrl"],
    body: ["{{message}}", { link: "{{actionUrl}}", label: "Continue" }],
    unsubscribe: true,
  }),
] as const;
