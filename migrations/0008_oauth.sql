CREATE TABLE `oauth_apps` (
	`org_id` text NOT NULL,
	`provider` text NOT NULL,
	`client_id` text NOT NULL,
	`client_secret` text NOT NULL,
	`scopes` text,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`org_id`, `provider`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `oauth_states` (
	`state_hash` text PRIMARY KEY NOT NULL,
	`org_id` text NOT NULL,
	`connection_id` text NOT NULL,
	`provider` text NOT NULL,
	`verifier` text,
	`redirect_uri` text NOT NULL,
	`return_url` text,
	`scopes` text NOT NULL,
	`expires_at` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
ALTER TABLE `connections` ADD `tokens` text;--> statement-breakpoint
ALTER TABLE `connections` ADD `refresh_due_at` integer;--> statement-breakpoint
CREATE INDEX `connections_due` ON `connections` (`refresh_due_at`) WHERE "connections"."refresh_due_at" is not null;