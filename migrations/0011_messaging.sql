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
ALTER TABLE `template_versions` ADD `provider_template` text;