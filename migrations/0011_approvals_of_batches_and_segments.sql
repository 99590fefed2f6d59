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
ALTER TABLE `approvals` ADD `batch_id` text;--> statement-breakpoint
ALTER TABLE `approvals` ADD `title` text;