/** A filtered list may answer nothing and yet have more: reads on until something is found or all was read. */
interface Part {
  items: unknown[];
  next_cursor: string | null;
}

export async function readOn<P extends Part>(
  read: (from: { cursor?: string }) => Promise<P>,
  isCurrent: () => boolean,
): Promise<P> {
  let part = await read({});
  while (!part.items.length && part.next_cursor && isCurrent()) part = await read({ cursor: part.next_cursor });
  return part;
}
