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
CREATE UNIQUE INDEX `opt_out_reviews_pending` ON `opt_out_reviews` (`org_id`,`channel`,`address`) WHERE status = 'pending';