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
