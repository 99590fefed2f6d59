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
CREATE TABLE `send_sets` (
	`org_id` text NOT NULL,
	`id` text NOT NULL,
	`job_ids` text NOT NULL,
	PRIMARY KEY(`org_id`, `id`)
) WITHOUT ROWID;
--> statement-breakpoint
ALTER TABLE `jobs` ADD `batch_id` text;--> statement-breakpoint
ALTER TABLE `jobs` ADD `send_set` text;--> statement-breakpoint
ALTER TABLE `jobs` ADD `fallbacks` text;--> statement-breakpoint
ALTER TABLE `jobs` ADD `fallback_from` text;--> statement-breakpoint
CREATE INDEX `jobs_by_batch` ON `jobs` (`batch_id`) WHERE batch_id is not null;--> statement-breakpoint
ALTER TABLE `organizations` ADD `channel_fallbacks` text;