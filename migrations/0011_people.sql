CREATE TABLE `message_rates` (
	`org_id` text NOT NULL,
	`provider` text NOT NULL,
	`external_id` text NOT NULL,
	`day` text NOT NULL,
	`category` text NOT NULL,
	`type` text NOT NULL,
	PRIMARY KEY(`org_id`, `provider`, `external_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `message_rates_by_day` ON `message_rates` (`org_id`,`day`);--> statement-breakpoint
CREATE TABLE `opt_out_changes` (
	`org_id` text NOT NULL,
	`channel` text NOT NULL,
	`address` text NOT NULL,
	`source` text NOT NULL,
	`mark` text NOT NULL,
	PRIMARY KEY(`org_id`, `channel`, `address`, `source`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `told_opt_outs` (
	`org_id` text NOT NULL,
	`channel` text NOT NULL,
	`address` text NOT NULL,
	`connection_id` text NOT NULL,
	`scope` text NOT NULL,
	PRIMARY KEY(`org_id`, `channel`, `address`, `connection_id`)
) WITHOUT ROWID;
--> statement-breakpoint
PRAGMA foreign_keys=OFF;--> statement-breakpoint
CREATE TABLE `__new_suppressions` (
	`org_id` text NOT NULL,
	`channel` text NOT NULL,
	`address` text NOT NULL,
	`reason` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`org_id`, `channel`, `address`, `reason`)
) WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `__new_suppressions`("org_id", "channel", "address", "reason", "created_at") SELECT "org_id", "channel", "address", "reason", "created_at" FROM `suppressions`;--> statement-breakpoint
DROP TABLE `suppressions`;--> statement-breakpoint
ALTER TABLE `__new_suppressions` RENAME TO `suppressions`;--> statement-breakpoint
PRAGMA foreign_keys=ON;--> statement-breakpoint
ALTER TABLE `campaigns` ADD `failures` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `organizations` ADD `mirror_opt_outs` integer DEFAULT true NOT NULL;--> statement-breakpoint
CREATE INDEX `conversations_by_contact` ON `conversations` (`org_id`,`channel`,`contact_address`);