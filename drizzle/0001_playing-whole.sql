ALTER TABLE `programmes` ADD `album` text;--> statement-breakpoint
ALTER TABLE `sessions` ADD `votes` text;--> statement-breakpoint
ALTER TABLE `sessions` ADD `call` text;