CREATE TABLE `agent_integrations` (
	`org_id` text NOT NULL,
	`agent_id` text NOT NULL,
	`provider` text NOT NULL,
	`connection_id` text NOT NULL,
	`config` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`org_id`, `agent_id`, `provider`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `batches` (
	`org_id` text NOT NULL,
	`id` text NOT NULL,
	`accepted` integer NOT NULL,
	`rejected` text NOT NULL,
	`created_at` integer NOT NULL,
	`canceled_at` integer,
	PRIMARY KEY(`org_id`, `id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `connect_sessions` (
	`id` text PRIMARY KEY NOT NULL,
	`org_id` text NOT NULL,
	`secret_hash` text NOT NULL,
	`providers` text,
	`connection_id` text,
	`name` text,
	`external_account_id` text,
	`return_url` text,
	`branding` text NOT NULL,
	`attempts` integer NOT NULL,
	`completed_at` integer,
	`expires_at` integer NOT NULL,
	`created_at` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
ALTER TABLE `connections` ADD `agent_id` text;--> statement-breakpoint
ALTER TABLE `connections` ADD `failures` text;--> statement-breakpoint
ALTER TABLE `conversation_messages` ADD `text_status` text;--> statement-breakpoint
CREATE INDEX `conversation_messages_job` ON `conversation_messages` (`job_id`) WHERE "conversation_messages"."job_id" is not null;--> statement-breakpoint
CREATE INDEX `conversation_messages_pending` ON `conversation_messages` (`at`) WHERE "conversation_messages"."text_status" = 'pending';--> statement-breakpoint
ALTER TABLE `jobs` ADD `credential_choice` text;--> statement-breakpoint
ALTER TABLE `jobs` ADD `batch_id` text;--> statement-breakpoint
ALTER TABLE `jobs` ADD `fallbacks` text;--> statement-breakpoint
ALTER TABLE `jobs` ADD `fallback_from` text;--> statement-breakpoint
CREATE INDEX `jobs_by_batch` ON `jobs` (`batch_id`) WHERE batch_id is not null;--> statement-breakpoint
ALTER TABLE `oauth_states` ADD `session_id` text;--> statement-breakpoint
ALTER TABLE `organizations` ADD `channel_fallbacks` text;