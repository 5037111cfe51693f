/** A file that came with a request, as multipart/form-data carries it. */
export type UploadedFile = { index: string; name: string; type: string; bytes: Buffer };

export type Attachment = {
  readonly id: string;
  readonly filename: string;
  readonly description: string | null;
  readonly type: string;
  readonly bytes: Buffer;
  readonly url: string;
};

export type ListedAttachment = { id: string; filename?: string | null; description?: string | null };

export type Attachments = ReturnType<typeof createAttachments>;

/** The files that messages carry, and where they can be fetched. */
export function createAttachments(world: { ids: () => string; baseUrl: () => string }) {
  const byId = new Map<string, Attachment>();

  function add(channelId: string, file: UploadedFile, entry: ListedAttachment | undefined): Attachment {
    const id = world.ids();
    const filename = entry?.filename ?? file.name;
    const url = `${world.baseUrl()}/cdn/attachments/${channelId}/${id}/${encodeURIComponent(filename)}`;
    const attachment = {
      id,
      filename,
      description: entry?.description ?? null,
      type: file.type,
      bytes: file.bytes,
      url,
    };
    byId.set(id, attachment);
    return attachment;
  }

  return {
    find: (id: string) => byId.get(id),
    /**
     * The files of a message after a request: those listed that it had, and those uploaded. An uploaded file need not
     * be listed; one that the message had and the list leaves out is gone
     * (https://docs.discord.com/developers/resources/message#edit-message).
     */
    keep(channelId: string, before: Attachment[], listed: ListedAttachment[], files: UploadedFile[]): Attachment[] {
      const kept = before.filter((attachment) => listed.some((entry) => entry.id === attachment.id));
      const added = files.map((file) =>
        add(
          channelId,
          file,
          listed.find((entry) => entry.id === file.index),
        ),
      );
      return [...kept, ...added];
    },
  };
}
