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
CREATE TABLE `approval_rules` (
	`org_id` text NOT NULL,
	`id` text NOT NULL,
	`name` text NOT NULL,
	`enabled` integer NOT NULL,
	`conditions` text NOT NULL,
	`notifier` text,
	`connection_id` text,
	`channel` text,
	`approvers` text,
	`expires_in_seconds` integer NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`org_id`, `id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `approvals` (
	`org_id` text NOT NULL,
	`id` text NOT NULL,
	`job_id` text,
	`rule_id` text,
	`status` text NOT NULL,
	`payload_hash` text NOT NULL,
	`provider` text NOT NULL,
	`action` text NOT NULL,
	`out_channel` text,
	`category` text,
	`preview` text NOT NULL,
	`notice` text,
	`approvers` text,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`decided_at` integer,
	`decided_by` text,
	`reason` text,
	`decision_id` text,
	`batch_id` text,
	`title` text,
	`campaign_id` text,
	PRIMARY KEY(`org_id`, `id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `approvals_pending` ON `approvals` (`expires_at`) WHERE status = 'pending';--> statement-breakpoint
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
CREATE TABLE `campaigns` (
	`org_id` text NOT NULL,
	`id` text NOT NULL,
	`name` text NOT NULL,
	`segment_id` text NOT NULL,
	`template` text NOT NULL,
	`channel` text NOT NULL,
	`category` text NOT NULL,
	`topic` text,
	`data` text NOT NULL,
	`send_at` integer,
	`requires_approval` integer NOT NULL,
	`status` text NOT NULL,
	`due_at` integer,
	`approval_id` text,
	`content_hash` text,
	`batch_id` text,
	`origin` text,
	`cursor` text,
	`recipients` integer,
	`walked` integer NOT NULL,
	`refused` text NOT NULL,
	`error` text,
	`created_at` integer NOT NULL,
	`started_at` integer,
	`finished_at` integer,
	PRIMARY KEY(`org_id`, `id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `campaigns_due` ON `campaigns` (`due_at`) WHERE due_at is not null;--> statement-breakpoint
CREATE TABLE `connect_sessions` (
	`id` text PRIMARY KEY NOT NULL,
	`org_id` text NOT NULL,
	`secret_hash` text NOT NULL,
	`providers` text,
	`connection_id` text,
	`name` text,
	`external_account_id` text,
	`agent_id` text,
	`return_url` text,
	`branding` text NOT NULL,
	`attempts` integer NOT NULL,
	`completed_at` integer,
	`expires_at` integer NOT NULL,
	`created_at` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `consent_chains` (
	`org_id` text PRIMARY KEY NOT NULL,
	`seq` integer NOT NULL,
	`hash` text NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `consent_seals` (
	`org_id` text NOT NULL,
	`consent_id` text NOT NULL,
	`seq` integer NOT NULL,
	`hash` text NOT NULL,
	`personal_hash` text NOT NULL,
	PRIMARY KEY(`org_id`, `consent_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `contact_identities` (
	`org_id` text NOT NULL,
	`channel` text NOT NULL,
	`address` text NOT NULL,
	`contact_id` text NOT NULL,
	PRIMARY KEY(`org_id`, `channel`, `address`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `contact_identities_by_contact` ON `contact_identities` (`org_id`,`contact_id`);--> statement-breakpoint
CREATE TABLE `contacts` (
	`org_id` text NOT NULL,
	`id` text NOT NULL,
	`first_name` text,
	`last_name` text,
	`company` text,
	`tags` text NOT NULL,
	`custom_fields` text NOT NULL,
	`locale` text,
	`timezone` text,
	`merged_into` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`org_id`, `id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `cursors` (
	`org_id` text NOT NULL,
	`connection_id` text NOT NULL,
	`action` text NOT NULL,
	`subject` text NOT NULL,
	`position` text NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`org_id`, `connection_id`, `action`, `subject`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `marketing_sends` (
	`org_id` text NOT NULL,
	`person` text NOT NULL,
	`job_id` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`org_id`, `person`, `job_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `message_costs` (
	`org_id` text NOT NULL,
	`provider` text NOT NULL,
	`external_id` text NOT NULL,
	`day` text NOT NULL,
	`micros` integer NOT NULL,
	`currency` text NOT NULL,
	PRIMARY KEY(`org_id`, `provider`, `external_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `message_costs_by_day` ON `message_costs` (`org_id`,`day`);--> statement-breakpoint
CREATE TABLE `message_rule_marks` (
	`org_id` text NOT NULL,
	`rule_id` text NOT NULL,
	`subject` text NOT NULL,
	`job_id` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`org_id`, `rule_id`, `subject`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `message_rules` (
	`org_id` text NOT NULL,
	`id` text NOT NULL,
	`name` text NOT NULL,
	`enabled` integer NOT NULL,
	`on_event` text NOT NULL,
	`match` text,
	`template` text NOT NULL,
	`data` text NOT NULL,
	`channel` text NOT NULL,
	`connection_id` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`org_id`, `id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `opt_out_reviews` (
	`org_id` text NOT NULL,
	`id` text NOT NULL,
	`channel` text NOT NULL,
	`address` text NOT NULL,
	`text` text NOT NULL,
	`status` text NOT NULL,
	`at` integer NOT NULL,
	`decided_at` integer,
	`decided_by` text,
	PRIMARY KEY(`org_id`, `id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE UNIQUE INDEX `opt_out_reviews_pending` ON `opt_out_reviews` (`org_id`,`channel`,`address`) WHERE status = 'pending';--> statement-breakpoint
CREATE TABLE `reminder_rules` (
	`org_id` text NOT NULL,
	`id` text NOT NULL,
	`event` text NOT NULL,
	`minutes` integer NOT NULL,
	`template` text,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`org_id`, `id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `reminders` (
	`org_id` text NOT NULL,
	`rule_id` text NOT NULL,
	`provider` text NOT NULL,
	`external_id` text NOT NULL,
	`status` text NOT NULL,
	`at` integer NOT NULL,
	`due_at` integer,
	`job_id` text,
	`reason` text,
	PRIMARY KEY(`org_id`, `rule_id`, `provider`, `external_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `reminders_due` ON `reminders` (`due_at`) WHERE due_at is not null;--> statement-breakpoint
CREATE TABLE `segments` (
	`org_id` text NOT NULL,
	`id` text NOT NULL,
	`name` text NOT NULL,
	`filter` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`org_id`, `id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `send_sets` (
	`org_id` text NOT NULL,
	`id` text NOT NULL,
	`job_ids` text NOT NULL,
	PRIMARY KEY(`org_id`, `id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `template_versions` (
	`org_id` text NOT NULL,
	`template_id` text NOT NULL,
	`version` integer NOT NULL,
	`subject` text,
	`text` text,
	`html` text,
	`required_variables` text NOT NULL,
	`provider_template` text,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`org_id`, `template_id`, `version`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `templates` (
	`org_id` text NOT NULL,
	`id` text NOT NULL,
	`name` text NOT NULL,
	`channel` text NOT NULL,
	`version` integer NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`org_id`, `id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE UNIQUE INDEX `templates_by_name` ON `templates` (`org_id`,`name`);--> statement-breakpoint
ALTER TABLE `connections` ADD `agent_id` text;--> statement-breakpoint
ALTER TABLE `connections` ADD `failures` text;--> statement-breakpoint
ALTER TABLE `consents` ADD `topic` text;--> statement-breakpoint
ALTER TABLE `consents` ADD `actor` text DEFAULT 'subject' NOT NULL;--> statement-breakpoint
ALTER TABLE `consents` ADD `kind` text;--> statement-breakpoint
ALTER TABLE `consents` ADD `jurisdiction` text;--> statement-breakpoint
ALTER TABLE `consents` ADD `contact_id` text;--> statement-breakpoint
ALTER TABLE `conversation_messages` ADD `text_status` text;--> statement-breakpoint
CREATE INDEX `conversation_messages_job` ON `conversation_messages` (`job_id`) WHERE "conversation_messages"."job_id" is not null;--> statement-breakpoint
CREATE INDEX `conversation_messages_pending` ON `conversation_messages` (`at`) WHERE "conversation_messages"."text_status" = 'pending';--> statement-breakpoint
ALTER TABLE `jobs` ADD `credential_choice` text;--> statement-breakpoint
ALTER TABLE `jobs` ADD `contact_id` text;--> statement-breakpoint
ALTER TABLE `jobs` ADD `topic` text;--> statement-breakpoint
ALTER TABLE `jobs` ADD `essential` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `jobs` ADD `batch_id` text;--> statement-breakpoint
ALTER TABLE `jobs` ADD `send_set` text;--> statement-breakpoint
ALTER TABLE `jobs` ADD `fallbacks` text;--> statement-breakpoint
ALTER TABLE `jobs` ADD `fallback_from` text;--> statement-breakpoint
ALTER TABLE `jobs` ADD `template` text;--> statement-breakpoint
ALTER TABLE `jobs` ADD `approval` text;--> statement-breakpoint
CREATE INDEX `jobs_by_batch` ON `jobs` (`batch_id`) WHERE batch_id is not null;--> statement-breakpoint
ALTER TABLE `oauth_states` ADD `session_id` text;--> statement-breakpoint
ALTER TABLE `organizations` ADD `frequency_cap` text;--> statement-breakpoint
ALTER TABLE `organizations` ADD `channel_fallbacks` text;--> statement-breakpoint
ALTER TABLE `organizations` ADD `message_defaults` text;