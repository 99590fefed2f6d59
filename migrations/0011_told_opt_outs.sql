CREATE TABLE `opt_out_changes` (
	`org_id` text NOT NULL,
	`channel` text NOT NULL,
	`address` text NOT NULL,
	`source` text NOT NULL,
	`mark` text NOT NULL,
	PRIMARY KEY(`org_id`, `channel`, `address`, `source`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `told_opt_outs` (
	`org_id` text NOT NULL,
	`channel` text NOT NULL,
	`address` text NOT NULL,
	`connection_id` text NOT NULL,
	`scope` text NOT NULL,
	PRIMARY KEY(`org_id`, `channel`, `address`, `connection_id`)
) WITHOUT ROWID;
--> statement-breakpoint
ALTER TABLE `organizations` ADD `mirror_opt_outs` integer DEFAULT true NOT NULL;