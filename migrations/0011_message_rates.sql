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
CREATE INDEX `message_rates_by_day` ON `message_rates` (`org_id`,`day`);