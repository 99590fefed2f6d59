INSERT INTO `records` (`org_id`, `kind`, `provider`, `external_id`, `status`, `fields`, `event_id`, `occurred_at`)
SELECT `org_id`, 'invoice', `provider`, `external_id`, `status`,
	json_object('customerId', `customer_id`, 'subscriptionId', `subscription_id`, 'amountDue', `amount_due`, 'currency', `currency`, 'attemptCount', `attempt_count`, 'nextAttemptAt', `next_attempt_at`),
	`event_id`, `occurred_at`
FROM `invoices`;
--> statement-breakpoint
DROP TABLE `invoices`;
