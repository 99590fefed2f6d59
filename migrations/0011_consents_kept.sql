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
ALTER TABLE `jobs` ADD `contact_id` text;