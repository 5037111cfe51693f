ALTER TABLE `programmes` ADD `effect` text DEFAULT 'sent' NOT NULL;--> statement-breakpoint
ALTER TABLE `programmes` ADD `attempt` text DEFAULT 'first' NOT NULL;--> statement-breakpoint
ALTER TABLE `programmes` ADD `fade_ms` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
UPDATE `programmes` SET
	`effect` = CASE WHEN `confirmed` THEN CASE WHEN `answered` THEN 'seen' ELSE 'assumed' END ELSE CASE WHEN `answered` THEN 'taken' ELSE 'sent' END END,
	`attempt` = CASE WHEN `repeated` THEN 'last' ELSE 'first' END;--> statement-breakpoint
ALTER TABLE `programmes` DROP COLUMN `answered`;--> statement-breakpoint
ALTER TABLE `programmes` DROP COLUMN `confirmed`;--> statement-breakpoint
ALTER TABLE `programmes` DROP COLUMN `repeated`;
