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
	`job_id` text NOT NULL,
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
	PRIMARY KEY(`org_id`, `id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `approvals_pending` ON `approvals` (`expires_at`) WHERE status = 'pending';--> statement-breakpoint
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
CREATE TABLE `template_versions` (
	`org_id` text NOT NULL,
	`template_id` text NOT NULL,
	`version` integer NOT NULL,
	`subject` text,
	`text` text,
	`html` text,
	`required_variables` text NOT NULL,
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
ALTER TABLE `jobs` ADD `template` text;--> statement-breakpoint
ALTER TABLE `jobs` ADD `approval` text;--> statement-breakpoint
ALTER TABLE `organizations` ADD `message_defaults` text;