ALTER TABLE `rejections` ADD `url` text;--> statement-breakpoint
ALTER TABLE `rejections` ADD `body` text;--> statement-breakpoint
ALTER TABLE `rejections` ADD `replayed_as` text;--> statement-breakpoint
CREATE INDEX `rejections_bodies` ON `rejections` (`received_at`) WHERE "rejections"."body" is not null;