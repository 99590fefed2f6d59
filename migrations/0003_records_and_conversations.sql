CREATE TABLE `conversation_messages` (
	`org_id` text NOT NULL,
	`conversation_id` text NOT NULL,
	`id` text NOT NULL,
	`direction` text NOT NULL,
	`external_id` text,
	`keyword` text,
	`subject` text,
	`text` text,
	`media_urls` text NOT NULL,
	`in_reply_to` text,
	`event_id` text,
	`job_id` text,
	`at` integer NOT NULL,
	PRIMARY KEY(`org_id`, `conversation_id`, `id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE UNIQUE INDEX `conversation_messages_external` ON `conversation_messages` (`org_id`,`conversation_id`,`external_id`);--> statement-breakpoint
CREATE TABLE `conversations` (
	`org_id` text NOT NULL,
	`id` text NOT NULL,
	`channel` text NOT NULL,
	`provider` text NOT NULL,
	`own_address` text NOT NULL,
	`contact_address` text NOT NULL,
	`status` text NOT NULL,
	`last_received_at` integer NOT NULL,
	`last_message_at` integer NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`org_id`, `id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE UNIQUE INDEX `conversations_by_addresses` ON `conversations` (`org_id`,`channel`,`own_address`,`contact_address`);--> statement-breakpoint
CREATE TABLE `records` (
	`org_id` text NOT NULL,
	`kind` text NOT NULL,
	`provider` text NOT NULL,
	`external_id` text NOT NULL,
	`status` text NOT NULL,
	`fields` text NOT NULL,
	`event_id` text NOT NULL,
	`occurred_at` integer NOT NULL,
	PRIMARY KEY(`org_id`, `kind`, `provider`, `external_id`)
) WITHOUT ROWID;
--> statement-breakpoint
ALTER TABLE `receipts` ADD `opened_at` integer;--> statement-breakpoint
ALTER TABLE `receipts` ADD `clicked_at` integer;--> statement-breakpoint
ALTER TABLE `receipts` ADD `unsubscribed_at` integer;--> statement-breakpoint
ALTER TABLE `receipts` ADD `complained_at` integer;