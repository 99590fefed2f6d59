CREATE TABLE `bodies` (
	`org_id` text NOT NULL,
	`id` text NOT NULL,
	`content` blob NOT NULL,
	PRIMARY KEY(`org_id`, `id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `connections` (
	`org_id` text NOT NULL,
	`id` text NOT NULL,
	`provider` text NOT NULL,
	`name` text,
	`status` text NOT NULL,
	`credentials` text NOT NULL,
	`config` text NOT NULL,
	`external_account_id` text,
	`account_key` text NOT NULL,
	`error` text,
	`generation` integer NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`org_id`, `id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `consents` (
	`id` text PRIMARY KEY NOT NULL,
	`org_id` text NOT NULL,
	`address` text NOT NULL,
	`channel` text NOT NULL,
	`purpose` text NOT NULL,
	`status` text NOT NULL,
	`basis` text NOT NULL,
	`source` text NOT NULL,
	`evidence` text,
	`at` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `consents_by_address` ON `consents` (`org_id`,`channel`,`address`,`id`);--> statement-breakpoint
CREATE TABLE `endpoints` (
	`id` text PRIMARY KEY NOT NULL,
	`org_id` text NOT NULL,
	`provider` text NOT NULL,
	`url` text NOT NULL,
	`description` text,
	`enabled` integer NOT NULL,
	`verification` text NOT NULL,
	`scheme` text,
	`events` text,
	`secrets` text NOT NULL,
	`version` integer NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `endpoints_by_organization` ON `endpoints` (`org_id`,`id`);--> statement-breakpoint
CREATE TABLE `events` (
	`org_id` text NOT NULL,
	`id` text NOT NULL,
	`endpoint_id` text NOT NULL,
	`dedupe_key` text NOT NULL,
	`provider` text NOT NULL,
	`provider_event_id` text,
	`type` text NOT NULL,
	`subject` text,
	`occurred_at` integer,
	`received_at` integer NOT NULL,
	`status` text NOT NULL,
	`attempts` integer NOT NULL,
	`duplicates` integer NOT NULL,
	`duplicate_receipts` text,
	`replays` integer NOT NULL,
	`error` text,
	`content_type` text NOT NULL,
	`headers` text NOT NULL,
	`url` text NOT NULL,
	`remote_address` text,
	`item` integer NOT NULL,
	`data` text,
	`body` blob,
	`body_ref` text,
	PRIMARY KEY(`org_id`, `id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE UNIQUE INDEX `events_dedupe` ON `events` (`endpoint_id`,`dedupe_key`);--> statement-breakpoint
CREATE TABLE `idempotency_keys` (
	`principal` text NOT NULL,
	`id` text NOT NULL,
	`fingerprint` text NOT NULL,
	`status` integer,
	`body` text,
	`expires_at` integer NOT NULL,
	PRIMARY KEY(`principal`, `id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `inbox` (
	`id` text PRIMARY KEY NOT NULL,
	`message` text NOT NULL,
	`origin` text NOT NULL,
	`created_at` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `invoices` (
	`org_id` text NOT NULL,
	`provider` text NOT NULL,
	`external_id` text NOT NULL,
	`customer_id` text,
	`subscription_id` text,
	`status` text NOT NULL,
	`amount_due` integer NOT NULL,
	`currency` text NOT NULL,
	`attempt_count` integer NOT NULL,
	`next_attempt_at` integer,
	`event_id` text NOT NULL,
	`occurred_at` integer NOT NULL,
	PRIMARY KEY(`org_id`, `provider`, `external_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `jobs` (
	`id` text PRIMARY KEY NOT NULL,
	`org_id` text NOT NULL,
	`provider` text NOT NULL,
	`action` text NOT NULL,
	`connection_id` text,
	`channel` text,
	`address` text,
	`category` text,
	`input` text NOT NULL,
	`metadata` text,
	`priority` text NOT NULL,
	`status` text NOT NULL,
	`attempts` integer NOT NULL,
	`max_attempts` integer NOT NULL,
	`send_at` integer,
	`due_at` integer,
	`claimed_at` integer,
	`waiting` text,
	`result` text,
	`error` text,
	`external_id` text,
	`attempt_log` text NOT NULL,
	`created_at` integer NOT NULL,
	`finished_at` integer
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `jobs_by_organization` ON `jobs` (`org_id`,`id`);--> statement-breakpoint
CREATE INDEX `jobs_due` ON `jobs` (`due_at`) WHERE due_at is not null;--> statement-breakpoint
CREATE TABLE `keys` (
	`org_id` text NOT NULL,
	`id` text NOT NULL,
	`name` text NOT NULL,
	`hash` text NOT NULL,
	`hint` text NOT NULL,
	`scopes` text,
	`expires_at` integer,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`org_id`, `id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE UNIQUE INDEX `keys_hash_unique` ON `keys` (`hash`);--> statement-breakpoint
CREATE TABLE `marks` (
	`name` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `organizations` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`external_id` text,
	`timezone` text NOT NULL,
	`quiet_hours` text,
	`default_from` text,
	`channel_defaults` text,
	`redirect_urls` text NOT NULL,
	`retention_days` integer NOT NULL,
	`created_at` integer NOT NULL,
	`deleted_at` integer
) WITHOUT ROWID;
--> statement-breakpoint
CREATE UNIQUE INDEX `organizations_external_id_unique` ON `organizations` (`external_id`);--> statement-breakpoint
CREATE TABLE `receipts` (
	`org_id` text NOT NULL,
	`provider` text NOT NULL,
	`external_id` text NOT NULL,
	`status` text NOT NULL,
	`rank` integer NOT NULL,
	`error_code` text,
	`event_id` text NOT NULL,
	`occurred_at` integer NOT NULL,
	PRIMARY KEY(`org_id`, `provider`, `external_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `rejection_counters` (
	`endpoint_id` text NOT NULL,
	`reason` text NOT NULL,
	`count` integer NOT NULL,
	`last_at` integer NOT NULL,
	PRIMARY KEY(`endpoint_id`, `reason`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `rejections` (
	`org_id` text NOT NULL,
	`id` text NOT NULL,
	`endpoint_id` text NOT NULL,
	`provider` text NOT NULL,
	`reason` text NOT NULL,
	`step` text NOT NULL,
	`expected` text NOT NULL,
	`headers` text NOT NULL,
	`bytes` integer NOT NULL,
	`received_at` integer NOT NULL,
	PRIMARY KEY(`org_id`, `id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `schedules` (
	`name` text PRIMARY KEY NOT NULL,
	`locked_until` integer NOT NULL,
	`last_started_at` integer NOT NULL,
	`last_finished_at` integer,
	`last_outcome` text,
	`last_count` integer
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `suppressions` (
	`org_id` text NOT NULL,
	`channel` text NOT NULL,
	`address` text NOT NULL,
	`reason` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`org_id`, `channel`, `address`)
) WITHOUT ROWID;
