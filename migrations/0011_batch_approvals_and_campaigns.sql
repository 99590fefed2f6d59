CREATE TABLE `campaigns` (
	`org_id` text NOT NULL,
	`id` text NOT NULL,
	`name` text NOT NULL,
	`segment_id` text NOT NULL,
	`template` text NOT NULL,
	`channel` text NOT NULL,
	`category` text NOT NULL,
	`topic` text,
	`data` text NOT NULL,
	`send_at` integer,
	`requires_approval` integer NOT NULL,
	`status` text NOT NULL,
	`due_at` integer,
	`approval_id` text,
	`content_hash` text,
	`batch_id` text,
	`origin` text,
	`cursor` text,
	`recipients` integer,
	`walked` integer NOT NULL,
	`refused` text NOT NULL,
	`error` text,
	`created_at` integer NOT NULL,
	`started_at` integer,
	`finished_at` integer,
	PRIMARY KEY(`org_id`, `id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `campaigns_due` ON `campaigns` (`due_at`) WHERE due_at is not null;--> statement-breakpoint
CREATE TABLE `segments` (
	`org_id` text NOT NULL,
	`id` text NOT NULL,
	`name` text NOT NULL,
	`filter` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`org_id`, `id`)
) WITHOUT ROWID;
--> statement-breakpoint
PRAGMA foreign_keys=OFF;--> statement-breakpoint
CREATE TABLE `__new_approvals` (
	`org_id` text NOT NULL,
	`id` text NOT NULL,
	`job_id` text,
	`rule_id` text,
	`status` text NOT NULL,
	`payload_hash` text NOT NULL,
	`provider` text NOT NULL,
	`action` text NOT NULL,
	`out_channel` text,
	`category` text,
	`preview` text NOT NULL,
	`notice` text,
	`approvers` text,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`decided_at` integer,
	`decided_by` text,
	`reason` text,
	`decision_id` text,
	`batch_id` text,
	`title` text,
	`campaign_id` text,
	PRIMARY KEY(`org_id`, `id`)
) WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `__new_approvals`("org_id", "id", "job_id", "rule_id", "status", "payload_hash", "provider", "action", "out_channel", "category", "preview", "notice", "approvers", "created_at", "expires_at", "decided_at", "decided_by", "reason", "decision_id", "batch_id", "title", "campaign_id") SELECT "org_id", "id", "job_id", "rule_id", "status", "payload_hash", "provider", "action", "out_channel", "category", "preview", "notice", "approvers", "created_at", "expires_at", "decided_at", "decided_by", "reason", "decision_id", null, null, null FROM `approvals`;--> statement-breakpoint
DROP TABLE `approvals`;--> statement-breakpoint
ALTER TABLE `__new_approvals` RENAME TO `approvals`;--> statement-breakpoint
PRAGMA foreign_keys=ON;--> statement-breakpoint
CREATE INDEX `approvals_pending` ON `approvals` (`expires_at`) WHERE status = 'pending';