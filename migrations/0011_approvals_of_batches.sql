ALTER TABLE `approvals` ADD `batch_id` text;--> statement-breakpoint
ALTER TABLE `approvals` ADD `title` text;