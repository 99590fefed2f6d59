PRAGMA foreign_keys=OFF;--> statement-breakpoint
CREATE TABLE `__new_suppressions` (
	`org_id` text NOT NULL,
	`channel` text NOT NULL,
	`address` text NOT NULL,
	`reason` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`org_id`, `channel`, `address`, `reason`)
) WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `__new_suppressions`("org_id", "channel", "address", "reason", "created_at") SELECT "org_id", "channel", "address", "reason", "created_at" FROM `suppressions`;--> statement-breakpoint
DROP TABLE `suppressions`;--> statement-breakpoint
ALTER TABLE `__new_suppressions` RENAME TO `suppressions`;--> statement-breakpoint
PRAGMA foreign_keys=ON;--> statement-breakpoint
ALTER TABLE `campaigns` ADD `failures` integer DEFAULT 0 NOT NULL;