CREATE TABLE `breakers` (
	`group` text PRIMARY KEY NOT NULL,
	`until` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `call_counts` (
	`group` text NOT NULL,
	`since` integer NOT NULL,
	`calls` integer NOT NULL,
	PRIMARY KEY(`group`, `since`)
);
--> statement-breakpoint
CREATE TABLE `playlists` (
	`session_id` text NOT NULL,
	`user_id` text NOT NULL,
	`playlist_id` text NOT NULL,
	`url` text NOT NULL,
	`songs` integer NOT NULL,
	PRIMARY KEY(`session_id`, `user_id`),
	FOREIGN KEY (`session_id`) REFERENCES `sessions`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `playlists_user` ON `playlists` (`user_id`);--> statement-breakpoint
ALTER TABLE `links` ADD `access_token` text;--> statement-breakpoint
ALTER TABLE `links` ADD `reminded` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `members` ADD `spare` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `members` ADD `hidden` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `members` ADD `added` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `picks` ADD `added_by` text;--> statement-breakpoint
ALTER TABLE `programmes` ADD `album` text;--> statement-breakpoint
ALTER TABLE `sessions` ADD `votes` text;--> statement-breakpoint
ALTER TABLE `sessions` ADD `call` text;--> statement-breakpoint
ALTER TABLE `sessions` ADD `lights` text;--> statement-breakpoint
ALTER TABLE `sessions` ADD `kicked` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `sessions` ADD `offer` text;--> statement-breakpoint
ALTER TABLE `sessions` ADD `left_playing` text;--> statement-breakpoint
CREATE INDEX `link_requests_state` ON `link_requests` (`state`);