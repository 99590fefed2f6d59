CREATE TABLE `cursors` (
	`org_id` text NOT NULL,
	`connection_id` text NOT NULL,
	`action` text NOT NULL,
	`subject` text NOT NULL,
	`position` text NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`org_id`, `connection_id`, `action`, `subject`)
) WITHOUT ROWID;
