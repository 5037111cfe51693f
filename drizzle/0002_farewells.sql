CREATE TABLE `farewells` (
	`message_id` text PRIMARY KEY NOT NULL,
	`channel_id` text NOT NULL,
	`session_id` text NOT NULL,
	`says` text NOT NULL,
	`since` integer NOT NULL,
	`tried_at` integer
);
--> statement-breakpoint
ALTER TABLE `sessions` ADD `recap_shown` integer DEFAULT false NOT NULL;