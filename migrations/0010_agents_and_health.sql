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
ALTER TABLE `connections` ADD `agent_id` text;--> statement-breakpoint
ALTER TABLE `connections` ADD `failures` text;--> statement-breakpoint
ALTER TABLE `jobs` ADD `credential_choice` text;