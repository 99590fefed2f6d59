ALTER TABLE `endpoints` ADD `connection_id` text;--> statement-breakpoint
ALTER TABLE `endpoints` ADD `registration` text;--> statement-breakpoint
CREATE INDEX `endpoints_registered` ON `endpoints` (`id`) WHERE "endpoints"."connection_id" is not null;