/** What time alone makes happen to an appointment. */
export const REMINDER_EVENTS = ["appointment.starting", "appointment.ended"] as const;
export type ReminderEvent = (typeof REMINDER_EVENTS)[number];

export const REMINDER_STATUSES = ["pending", "fired", "skipped", "canceled"] as const;
