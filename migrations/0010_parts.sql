ALTER TABLE `conversation_messages` ADD `text_status` text;--> statement-breakpoint
CREATE INDEX `conversation_messages_job` ON `conversation_messages` (`job_id`) WHERE "conversation_messages"."job_id" is not null;--> statement-breakpoint
CREATE INDEX `conversation_messages_pending` ON `conversation_messages` (`at`) WHERE "conversation_messages"."text_status" = 'pending';