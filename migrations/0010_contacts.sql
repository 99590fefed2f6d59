CREATE TABLE `contact_identities` (
	`org_id` text NOT NULL,
	`channel` text NOT NULL,
	`address` text NOT NULL,
	`contact_id` text NOT NULL,
	PRIMARY KEY(`org_id`, `channel`, `address`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `contact_identities_by_contact` ON `contact_identities` (`org_id`,`contact_id`);--> statement-breakpoint
CREATE TABLE `contacts` (
	`org_id` text NOT NULL,
	`id` text NOT NULL,
	`first_name` text,
	`last_name` text,
	`company` text,
	`tags` text NOT NULL,
	`custom_fields` text NOT NULL,
	`locale` text,
	`timezone` text,
	`merged_into` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`org_id`, `id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `marketing_sends` (
	`org_id` text NOT NULL,
	`person` text NOT NULL,
	`job_id` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`org_id`, `person`, `job_id`)
) WITHOUT ROWID;
--> statement-breakpoint
ALTER TABLE `consents` ADD `topic` text;--> statement-breakpoint
ALTER TABLE `consents` ADD `actor` text DEFAULT 'subject' NOT NULL;--> statement-breakpoint
ALTER TABLE `consents` ADD `kind` text;--> statement-breakpoint
ALTER TABLE `consents` ADD `jurisdiction` text;--> statement-breakpoint
ALTER TABLE `consents` ADD `contact_id` text;--> statement-breakpoint
ALTER TABLE `jobs` ADD `topic` text;--> statement-breakpoint
ALTER TABLE `jobs` ADD `essential` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `organizations` ADD `frequency_cap` text;