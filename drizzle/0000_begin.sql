CREATE TABLE `facts` (
	`name` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `link_requests` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`person` text NOT NULL,
	`purpose` text NOT NULL,
	`permissions` text NOT NULL,
	`expires_at` integer NOT NULL,
	`browser` text,
	`state` text,
	`proved` integer NOT NULL,
	`verifier` text,
	`done` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `link_requests_browser` ON `link_requests` (`browser`);--> statement-breakpoint
CREATE INDEX `link_requests_user` ON `link_requests` (`user_id`);--> statement-breakpoint
CREATE TABLE `links` (
	`user_id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`refresh_token` text NOT NULL,
	`permissions` text NOT NULL,
	`authorized_at` integer NOT NULL,
	`dead` integer DEFAULT false NOT NULL,
	`last_device` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `links_account` ON `links` (`account_id`);--> statement-breakpoint
CREATE TABLE `members` (
	`session_id` text NOT NULL,
	`user_id` text NOT NULL,
	`place` integer NOT NULL,
	`joined_at` integer NOT NULL,
	`guest` integer NOT NULL,
	`entered` integer NOT NULL,
	`tops` text,
	PRIMARY KEY(`session_id`, `user_id`),
	FOREIGN KEY (`session_id`) REFERENCES `sessions`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `members_user` ON `members` (`user_id`);--> statement-breakpoint
CREATE TABLE `picks` (
	`session_id` text NOT NULL,
	`id` text NOT NULL,
	`place` integer NOT NULL,
	`round` integer NOT NULL,
	`track` text NOT NULL,
	`bringers` text NOT NULL,
	`fate` text NOT NULL,
	PRIMARY KEY(`session_id`, `id`),
	FOREIGN KEY (`session_id`) REFERENCES `sessions`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `programmes` (
	`session_id` text PRIMARY KEY NOT NULL,
	`device` text NOT NULL,
	`list` text NOT NULL,
	`cursor` integer NOT NULL,
	`sent_at` integer NOT NULL,
	`position_ms` integer NOT NULL,
	`answered` integer NOT NULL,
	`confirmed` integer NOT NULL,
	`repeated` integer NOT NULL,
	FOREIGN KEY (`session_id`) REFERENCES `sessions`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `sessions` (
	`id` text PRIMARY KEY NOT NULL,
	`guild_id` text NOT NULL,
	`channel_id` text NOT NULL,
	`host_id` text NOT NULL,
	`phase` text NOT NULL,
	`songs` integer NOT NULL,
	`period` text NOT NULL,
	`order` text NOT NULL,
	`seed` text NOT NULL,
	`created_at` integer NOT NULL,
	`touched_at` integer NOT NULL,
	`started_at` integer,
	`ended_at` integer,
	`why` text,
	`card_message_id` text,
	`card_posted_at` integer,
	`playback` text,
	`own_queued` integer DEFAULT 0 NOT NULL,
	`looked_at` integer,
	`trouble` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `sessions_open_channel` ON `sessions` (`channel_id`) WHERE "sessions"."phase" <> 'ended';--> statement-breakpoint
CREATE UNIQUE INDEX `sessions_open_host` ON `sessions` (`host_id`) WHERE "sessions"."phase" <> 'ended';--> statement-breakpoint
CREATE INDEX `sessions_ended` ON `sessions` (`ended_at`);