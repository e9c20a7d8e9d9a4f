/**
 * Whether the dialog of a `close` event is closed. The event comes a moment after the closing; a dialog that was opened
 * again meanwhile, by a quick key, is not meant by it.
 */
export const hasClosed = ({ target }: Event): boolean => target instanceof HTMLDialogElement && !target.open;
